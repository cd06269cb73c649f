package org.tropea.authority.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.PemBlock;
import org.tropea.crypto.key.RsaPublicKey;
import org.tropea.crypto.key.RsaSigningKey;

/**
 * Case fault-34: one key in each form that OpenSSL 3.0 writes, with tor-gencert 0.4.9.15's verdicts
 * on it as identity key ({@code -i}) and as signing key ({@code --reuse -s}). {@code PemBlockTest}
 * has what editors make of a file.
 */
class PrivateKeyPemTest {
  private static final char[] PASSPHRASE = "secret".toCharArray();

  @ParameterizedTest
  @CsvSource({
    "pkcs1, true, true",
    "pkcs1-text-before, true, true",
    "pkcs8, true, true",
    "pkcs12-printed, true, true",
    "enc8-default, true, false",
    "enc8-sha1-3des, true, false",
    "enc8-sha1-2des, true, false",
    "enc8-aes128-sha1, true, false",
    "enc8-aes192-sha512, true, false",
    "enc8-des3, true, false",
    "enc8-scrypt, true, false",
    "enc8-camellia, true, false",
    "enc1-aes128, true, false",
    "enc1-aes192, true, false",
    "enc1-aes256, true, false",
    "enc1-des3, true, false",
    "enc1-camellia128, true, false",
    "pkcs12-printed-enc, true, false",
    "ec, false, false"
  })
  void key_asOpensslWritesIt_isReadWhereTorGencertReadsIt(
      String form, boolean asIdentity, boolean asSigningKey) throws Exception {
    byte[] file = file(form);
    assertThat(isTheKey(() -> PrivateKeyPem.readSealed(file, PASSPHRASE))).isEqualTo(asIdentity);
    assertThat(isTheKey(() -> PrivateKeyPem.readPlain(file))).isEqualTo(asSigningKey);
    byte[] crlf =
        new String(file, StandardCharsets.ISO_8859_1)
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(isTheKey(() -> PrivateKeyPem.readSealed(crlf, PASSPHRASE))).isEqualTo(asIdentity);
    assertThat(isTheKey(() -> PrivateKeyPem.readPlain(crlf))).isEqualTo(asSigningKey);
  }

  @ParameterizedTest
  @ValueSource(strings = {"enc8-default", "enc8-sha1-3des", "enc8-scrypt", "enc1-aes256"})
  void sealedKey_byAnotherPassphrase_isRefused(String form) throws Exception {
    byte[] file = file(form);
    assertThatThrownBy(() -> PrivateKeyPem.readSealed(file, "Secret".toCharArray()))
        .isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"enc8-default", "enc8-sha1-3des", "enc8-scrypt", "enc1-aes256", "pkcs8"})
  void key_changedAnywhere_isAKeyOrRefused(String form) throws Exception {
    byte[] file = file(form);
    for (int i = 0; i < 200; i++) {
      byte[] changed = file.clone();
      changed[i] ^= 1;
      assertThat(isTheKey(() -> PrivateKeyPem.readSealed(changed, PASSPHRASE))).isIn(true, false);
    }
  }

  /** Where OpenSSL takes either, whatever the name says. */
  @ParameterizedTest
  @CsvSource({"pkcs8, RSA PRIVATE KEY, true", "pkcs1, PRIVATE KEY, false"})
  void key_underTheOtherName_isReadWhereTorGencertReadsIt(String form, String tag, boolean read)
      throws Exception {
    byte[] body = PemBlock.readAll(file(form)).get(0).body().toByteArray();
    byte[] file = PemBlock.write(tag, body).getBytes(StandardCharsets.US_ASCII);
    assertThat(isTheKey(() -> PrivateKeyPem.readPlain(file))).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"word", "\u00fcber", "a passphrase of some length, and more"})
  void key_sealed_opensAgain(String passphrase) throws Exception {
    RsaSigningKey key = PrivateKeyPem.readPlain(file("pkcs1"));
    byte[] sealed =
        PrivateKeyPem.writeSealed(key, passphrase.toCharArray(), new SecureRandom())
            .getBytes(StandardCharsets.US_ASCII);
    assertThat(isTheKey(() -> PrivateKeyPem.readSealed(sealed, passphrase.toCharArray()))).isTrue();
  }

  private interface Reading {
    RsaSigningKey read() throws DecodeException;
  }

  private static boolean isTheKey(Reading reading) throws Exception {
    RsaPublicKey key =
        RsaSigningKey.fromDer(PemBlock.readFirst("RSA PRIVATE KEY", file("pkcs1"))).publicKey();
    try {
      return reading.read().publicKey().equals(key);
    } catch (DecodeException e) {
      return false;
    }
  }

  private static byte[] file(String name) throws IOException {
    String path = "/vectors/openssl-keys/" + name;
    try (InputStream in =
        Objects.requireNonNull(PrivateKeyPemTest.class.getResourceAsStream(path), path)) {
      return in.readAllBytes();
    }
  }
}
