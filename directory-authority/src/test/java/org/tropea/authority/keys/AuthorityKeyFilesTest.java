package org.tropea.authority.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.Period;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.authority.TestKeys;

class AuthorityKeyFilesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T22:00:00.5Z");
  private static final char[] PASSPHRASE = "test".toCharArray();

  @TempDir private Path directory;

  @Test
  void certify_freshIdentity_givesWhatReadReads() throws Exception {
    AuthorityKeyFiles files = new AuthorityKeyFiles(directory);
    files.createIdentity(PASSPHRASE, new SecureRandom());

    AuthorityKeys made =
        files.certify(PASSPHRASE, NOW, Period.ofMonths(12), "127.0.0.1:7000", new SecureRandom());

    AuthorityKeys read = files.read();
    assertThat(read.identity()).isEqualTo(made.identity());
    assertThat(read.certificate().text()).isEqualTo(made.certificate().text());
    assertThat(read.certificate().identityKey().bits()).isEqualTo(3072);
    assertThat(read.certificate().signingKey().bits()).isEqualTo(2048);
    assertThat(read.certificate().expires()).isEqualTo(Instant.parse("2027-11-20T22:00:00Z"));
    for (String name :
        new String[] {"authority_identity_key", "authority_signing_key", "authority_certificate"}) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
          .isEqualTo("rw-------");
    }
    assertThatThrownBy(() -> files.createIdentity(PASSPHRASE, new SecureRandom()))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(
            () ->
                files.certify(
                    "no".toCharArray(), NOW, Period.ofMonths(1), null, new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("passphrase");
  }

  @Test
  void certify_identityOfTorGencert_keepsItsFingerprint() throws Exception {
    copy("authority_identity_key");
    copy("authority_signing_key");
    copy("authority_certificate");
    AuthorityKeyFiles files = new AuthorityKeyFiles(directory);
    AuthorityKeys old = files.read();

    AuthorityKeys renewed =
        files.certify(PASSPHRASE, NOW, Period.ofMonths(1), null, new SecureRandom());

    assertThat(renewed.identity()).isEqualTo(old.identity());
    assertThat(renewed.signingKey().publicKey()).isNotEqualTo(old.signingKey().publicKey());
    assertThat(files.read().certificate().expires())
        .isEqualTo(Instant.parse("2026-12-20T22:00:00Z"));
  }

  @Test
  void legacy_keysOfAFormerIdentity_readByTheirNames() throws Exception {
    AuthorityKeyFiles files = new AuthorityKeyFiles(directory);
    files.createIdentity(PASSPHRASE, new SecureRandom());
    files.certify(PASSPHRASE, NOW, Period.ofMonths(1), null, new SecureRandom());
    AuthorityKeys old = files.read();
    for (String name : new String[] {"signing_key", "certificate"}) {
      Files.move(directory.resolve("authority_" + name), directory.resolve("legacy_" + name));
    }

    AuthorityKeys both = TestKeys.first().with(AuthorityKeyFiles.legacy(directory).read());

    assertThat(both.legacy())
        .isNotNull()
        .extracting(AuthorityKeys::identity)
        .isEqualTo(old.identity());
  }

  @Test
  void read_certificateOfAnotherKey_refused() throws Exception {
    AuthorityKeyFiles files = new AuthorityKeyFiles(directory);
    files.createIdentity(PASSPHRASE, new SecureRandom());
    files.certify(PASSPHRASE, NOW, Period.ofMonths(1), null, new SecureRandom());
    copy("authority_certificate");

    assertThatThrownBy(files::read).isInstanceOf(IOException.class).hasMessageContaining("gencert");
  }

  @Test
  void read_keyThatOthersCanRead_isClosedToThem() throws Exception {
    AuthorityKeyFiles files = new AuthorityKeyFiles(directory);
    files.createIdentity(PASSPHRASE, new SecureRandom());
    files.certify(PASSPHRASE, NOW, Period.ofMonths(1), null, new SecureRandom());
    Path key = directory.resolve("authority_signing_key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

    files.read();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void read_keyThatIsALink_refused() throws Exception {
    AuthorityKeyFiles files = new AuthorityKeyFiles(directory);
    files.createIdentity(PASSPHRASE, new SecureRandom());
    files.certify(PASSPHRASE, NOW, Period.ofMonths(1), null, new SecureRandom());
    Path key = directory.resolve("authority_signing_key");
    Path elsewhere = Files.move(key, directory.resolve("elsewhere"));
    Files.createSymbolicLink(key, elsewhere);

    assertThatThrownBy(files::read).isInstanceOf(IOException.class).hasMessageContaining("link");
  }

  @Test
  void read_brokenOrMissingFiles_refusedWithWhatToDo() throws Exception {
    AuthorityKeyFiles files = new AuthorityKeyFiles(directory);
    assertThatThrownBy(files::read).isInstanceOf(IOException.class).hasMessageContaining("missing");
    for (String broken :
        new String[] {
          "",
          "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n",
          "-----END RSA PRIVATE KEY-----\n-----BEGIN RSA PRIVATE KEY-----\n",
          "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n",
          "-----BEGIN RSA PRIVATE KEY-----\n****\n-----END RSA PRIVATE KEY-----\n"
        }) {
      Files.writeString(directory.resolve("authority_signing_key"), broken);
      assertThatThrownBy(files::read).isInstanceOf(IOException.class);
    }
  }

  private void copy(String name) throws IOException {
    String path = "/vectors/tor-gencert/" + name;
    try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(path), path)) {
      Files.writeString(
          directory.resolve(name), new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    }
  }
}
