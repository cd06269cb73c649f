package org.tropea.control.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {
  /** Made by C tor 0.4.9.15: {@code tor --hash-password secret}. */
  private static final String SECRET =
      "16:E03243F6DEBD222460288F50C0F50093B39A6D862D0F70802209584C6E";

  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static HashedPassword password() {
    return HashedPassword.read(SECRET).orElseThrow();
  }

  private Cookie cookie() throws Exception {
    return Cookie.write(folder.resolve("cookie"), false, RANDOM);
  }

  @Test
  void withoutSecrets_anythingOpens() {
    Gate gate = new Gate(new Admission(null, List.of(), RANDOM));
    assertThat(gate.open(bytes("whatever"), true)).isEmpty();
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void password_hashedByCTor_opens_andAnotherDoesNot() {
    Gate gate = new Gate(new Admission(null, List.of(password()), RANDOM));
    assertThat(gate.open(bytes("Secret"), true))
        .contains("Password did not match HashedControlPassword value from configuration");
    assertThat(gate.isOpen()).isFalse();
    assertThat(gate.open(bytes("secret"), true)).isEmpty();
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void hash_ofWrongLengthOrDigits_isNone() {
    assertThat(HashedPassword.read(SECRET + "00")).isEmpty();
    assertThat(HashedPassword.read("16:zz")).isEmpty();
    assertThat(HashedPassword.read("x")).isEmpty();
  }

  @Test
  void cookie_inAFileForItsOwnerAlone_opens() throws Exception {
    Cookie cookie = cookie();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cookie.file())))
        .isEqualTo("rw-------");
    byte[] inFile = Files.readAllBytes(cookie.file());
    Gate gate = new Gate(new Admission(cookie, List.of(), RANDOM));
    assertThat(gate.open(new byte[32], false))
        .contains("Authentication cookie did not match expected value.");
    assertThat(gate.open(new byte[31], false)).contains("Wrong length on authentication cookie.");
    assertThat(gate.open(inFile, false)).isEmpty();
    assertThat(Files.readAllBytes(cookie().file())).isNotEqualTo(inFile);
  }

  @Test
  void cookie_forItsGroupToo_isReadable() throws Exception {
    Cookie cookie = Cookie.write(folder.resolve("group"), true, RANDOM);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cookie.file())))
        .isEqualTo("rw-r-----");
  }

  @Test
  void safeCookie_provedByBothSides_opens() throws Exception {
    Cookie cookie = cookie();
    byte[] secret = Files.readAllBytes(cookie.file());
    Gate gate = new Gate(new Admission(cookie, List.of(), RANDOM));
    String said = gate.challenge(bytes("nonce"));
    Matcher parts = Pattern.compile("SERVERHASH=(\\w+) SERVERNONCE=(\\w+)").matcher(said);
    assertThat(parts.matches()).isTrue();
    byte[] server = HexFormat.of().parseHex(parts.group(2));
    assertThat(parts.group(1))
        .isEqualToIgnoringCase(
            HexFormat.of().formatHex(hmac("server-to-controller", secret, server)));
    assertThat(gate.open(hmac("controller-to-server", secret, server), false)).isEmpty();
  }

  @Test
  void safeCookie_begun_takesNoPlainCookie_andNoProofTwice() throws Exception {
    Cookie cookie = cookie();
    Gate gate = new Gate(new Admission(cookie, List.of(password()), RANDOM));
    gate.challenge(bytes("nonce"));
    assertThat(gate.open(Files.readAllBytes(cookie.file()), false))
        .contains("Safe cookie response did not match expected value.");
    assertThat(gate.isChallenged()).isFalse();
  }

  private static byte[] hmac(String way, byte[] cookie, byte[] server) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    String key = "Tor safe cookie authentication " + way + " hash";
    mac.init(new SecretKeySpec(bytes(key), "HMAC"));
    mac.update(cookie);
    mac.update(bytes("nonce"));
    return mac.doFinal(server);
  }
}
