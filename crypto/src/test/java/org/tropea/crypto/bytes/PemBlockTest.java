package org.tropea.crypto.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Case fault-34: what becomes of a key file on its way through editors and mails. The verdicts are
 * those of tor 0.4.9.15 on {@code secret_id_key}, and of tor-gencert 0.4.9.15 with OpenSSL 3.5 on
 * both of its keys.
 */
class PemBlockTest {
  private static final String TAG = "RSA PRIVATE KEY";
  private static final byte[] BODY = new byte[200];
  private static final String BAG =
      "Bag Attributes\n    localKeyID: 01 00 \nKey Attributes: <No Attributes>\n";

  static {
    for (int i = 0; i < BODY.length; i++) {
      BODY[i] = (byte) (7 * i);
    }
  }

  /** A form, and who takes it. */
  record Form(String name, boolean byTor, boolean byGencert, UnaryOperator<String> change) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Form> forms() {
    return List.of(
        new Form("as written", true, true, pem -> pem),
        new Form("CRLF", true, true, pem -> pem.replace("\n", "\r\n")),
        new Form("CR alone", false, false, pem -> pem.replace("\n", "\r")),
        new Form("no line feed at its end", true, true, String::stripTrailing),
        new Form("a NUL at its end", true, true, pem -> pem + "\0"),
        new Form("empty lines behind", true, true, pem -> pem + "\n\n"),
        new Form("text behind", true, true, pem -> pem + "my key\n"),
        new Form("a second key behind", true, true, pem -> pem + pem.replace("A", "B")),
        new Form("empty lines before", true, true, pem -> "\n\n" + pem),
        new Form("blanks before", true, false, pem -> "  " + pem),
        new Form("a comment before", true, true, pem -> "# my key\n" + pem),
        new Form("text before", false, true, pem -> "my key\n" + pem),
        new Form("bag attributes before", false, true, pem -> BAG + pem),
        new Form(
            "a certificate before",
            false,
            true,
            pem -> PemBlock.write("CERTIFICATE", new byte[9]) + pem),
        new Form("a byte order mark", false, true, pem -> "\u00ef\u00bb\u00bf" + pem),
        new Form("blanks behind each line", true, true, pem -> pem.replace("\n", " \t\n")),
        new Form("blanks before each line", true, true, pem -> pem.replaceAll("\n(?=\\w)", "\n ")),
        new Form(
            "an empty line behind BEGIN",
            true,
            true,
            pem -> pem.replace("Y-----\n", "Y-----\n\n").stripTrailing()),
        new Form(
            "an empty line before END",
            true,
            false,
            pem -> pem.replace("\n-----END", "\n\n-----END")),
        new Form(
            "an empty line in the middle", true, false, pem -> pem.replace("\n8Pf", "\n\n8Pf")),
        new Form(
            "one long line", true, true, pem -> pem.replaceAll("(?<=[\\w+/=])\n(?=[\\w+/=])", "")),
        new Form(
            "lines of 16", true, true, pem -> pem.replaceAll("([\\w+/]{16})(?=[\\w+/])", "$1\n")),
        new Form("a header", false, false, pem -> pem.replaceFirst("\n", "\nComment: mine\n\n")),
        new Form("base64 on the line of BEGIN", false, false, pem -> pem.replaceFirst("\n", "")),
        new Form(
            "END on the line of base64",
            false,
            false,
            pem -> pem.replace("\n-----END", "-----END")),
        new Form("an odd character", false, false, pem -> pem.replaceFirst("\n", "\n!")),
        new Form("a tag in lower case", false, false, pem -> pem.replace(TAG, "rsa private key")),
        new Form("another tag", false, false, pem -> pem.replace(TAG, "EC PRIVATE KEY")),
        new Form("no END", false, false, pem -> pem.substring(0, pem.indexOf("-----END"))),
        new Form("another END", false, false, pem -> pem.replace("END RSA", "END EC")),
        new Form("nothing", false, false, pem -> ""));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void keyFile_inAForm_isReadWhereCTorReadsIt(Form form) {
    byte[] file = changed(form);
    assertThat(isKey(() -> PemBlock.readFirst(TAG, file))).isEqualTo(form.byTor);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void keyFile_inAForm_isReadWhereTorGencertReadsIt(Form form) {
    byte[] file = changed(form);
    assertThat(isKey(() -> firstInTheClear(file))).isEqualTo(form.byGencert);
  }

  @Test
  void forms_differFromWhatIsWritten() {
    String written = PemBlock.write(TAG, BODY);
    assertThat(forms().stream().skip(1).map(form -> form.change.apply(written)))
        .doesNotContain(written)
        .doesNotHaveDuplicates();
  }

  @Test
  void headers_ofASealedKey_areKept() throws Exception {
    String sealed =
        PemBlock.write(TAG, BODY)
            .replaceFirst("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n");
    assertThat(PemBlock.readAll(sealed.getBytes(StandardCharsets.US_ASCII)))
        .singleElement()
        .satisfies(
            block -> {
              assertThat(block.headers())
                  .containsExactly("Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-256-CBC,00");
              assertThat(block.body().toByteArray()).isEqualTo(BODY);
            });
  }

  @Test
  void anyPrefix_isAKeyOrRefused() {
    byte[] file = (PemBlock.write(TAG, BODY) + "x").getBytes(StandardCharsets.US_ASCII);
    int whole = file.length - 2;
    for (int length = 0; length < file.length; length++) {
      byte[] prefix = Arrays.copyOf(file, length);
      assertThat(isKey(() -> PemBlock.readFirst(TAG, prefix))).isEqualTo(length >= whole);
      assertThat(isKey(() -> firstInTheClear(prefix))).isEqualTo(length >= whole);
    }
  }

  private static byte[] changed(Form form) {
    return form.change.apply(PemBlock.write(TAG, BODY)).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] firstInTheClear(byte[] file) throws DecodeException {
    return PemBlock.readAll(file).stream()
        .filter(block -> block.tag().equals(TAG))
        .findFirst()
        .filter(block -> block.headers().isEmpty())
        .orElseThrow(() -> new DecodeException("no key"))
        .body()
        .toByteArray();
  }

  private interface Reading {
    byte[] read() throws DecodeException;
  }

  private static boolean isKey(Reading reading) {
    try {
      assertThat(reading.read()).isEqualTo(BODY);
      return true;
    } catch (DecodeException e) {
      return false;
    }
  }
}
