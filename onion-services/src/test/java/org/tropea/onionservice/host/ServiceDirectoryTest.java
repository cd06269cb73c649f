package org.tropea.onionservice.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.Base32;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.onionservice.address.OnionAddress;

/** Rows O01 and O14: a service's folder; C tor goes on with it in PureNetworkTest. */
class ServiceDirectoryTest {
  @TempDir Path parent;
  private final SecureRandom random = new SecureRandom();

  private Path folder() {
    return parent.resolve("www");
  }

  private ServiceDirectory open() throws IOException {
    return ServiceDirectory.open(folder(), false, random);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void newFolder_hasCtorsFiles_forTheirOwnerAlone() throws Exception {
    ServiceDirectory made = open();
    assertThat(mode(folder())).isEqualTo("rwx------");
    assertThat(mode(folder().resolve("authorized_clients"))).isEqualTo("rwx------");
    Path secret = folder().resolve("hs_ed25519_secret_key");
    assertThat(mode(secret)).isEqualTo("rw-------");
    byte[] bytes = Files.readAllBytes(secret);
    assertThat(bytes).hasSize(96);
    assertThat(new String(bytes, 0, 29, StandardCharsets.US_ASCII))
        .isEqualTo("== ed25519v1-secret: type0 ==");
    bytes = Files.readAllBytes(folder().resolve("hs_ed25519_public_key"));
    assertThat(bytes).hasSize(64);
    assertThat(new String(bytes, 0, 29, StandardCharsets.US_ASCII))
        .isEqualTo("== ed25519v1-public: type0 ==");
    assertThat(folder().resolve("hostname"))
        .hasContent(new OnionAddress(made.identity().identity()).write() + ".onion");
    assertThat(made.clients()).isEmpty();
    assertThat(made).hasToString("ServiceDirectory");
  }

  @Test
  void folder_isTheSameServiceEachTime_andWhatIsMissingIsMade() throws Exception {
    ServiceDirectory made = open();
    Files.delete(folder().resolve("hs_ed25519_public_key"));
    Files.writeString(folder().resolve("hostname"), "something else");
    ServiceDirectory again = open();
    assertThat(again.identity().identity()).isEqualTo(made.identity().identity());
    assertThat(again.identity().copyExpanded()).isEqualTo(made.identity().copyExpanded());
    assertThat(folder().resolve("hs_ed25519_public_key")).exists();
    assertThat(folder().resolve("hostname"))
        .hasContent(new OnionAddress(made.identity().identity()).write() + ".onion");
  }

  @Test
  void permissions_areMended_andTheGroupReadsWhereItMay() throws Exception {
    Files.createDirectories(folder());
    Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
    open();
    assertThat(mode(folder())).isEqualTo("rwx------");
    ServiceDirectory.open(folder(), true, random);
    assertThat(mode(folder())).isEqualTo("rwxr-x---");
    assertThat(mode(folder().resolve("hostname"))).isEqualTo("rw-r-----");
    assertThat(mode(folder().resolve("hs_ed25519_secret_key"))).isEqualTo("rw-------");
  }

  @Test
  void keys_thatDoNotBelongTogether_areRefused_andNeverReplaced() throws Exception {
    open();
    Path secret = folder().resolve("hs_ed25519_secret_key");
    byte[] good = Files.readAllBytes(secret);
    Path other = parent.resolve("other");
    ServiceDirectory.open(other, false, random);
    Files.write(secret, Files.readAllBytes(other.resolve("hs_ed25519_secret_key")));
    assertThatThrownBy(this::open).hasMessageContaining("are not of one key");
    Files.write(secret, new byte[95]);
    assertThatThrownBy(this::open).hasMessageContaining("is damaged");
    Files.write(secret, new byte[100_000]);
    assertThatThrownBy(this::open).hasMessageContaining("is no key file");
    Files.delete(secret);
    assertThatThrownBy(this::open).hasMessageContaining("is missing beside");
    Files.write(secret, good);
    open();
  }

  private void writeClient(String name, String text) throws IOException {
    Files.writeString(folder().resolve("authorized_clients").resolve(name), text);
  }

  @Test
  void clients_areThoseOfTheFiles() throws Exception {
    open();
    X25519PublicKey key = X25519KeyPair.generate(Curve25519.fastest(), random).publicKey();
    writeClient("a.auth", "descriptor:x25519:" + Base32.encode(key.value().toByteArray()) + "\n");
    writeClient("b.auth", "nonsense");
    writeClient("c.txt", "descriptor:x25519:" + Base32.encode(new byte[32]));
    assertThat(open().clients()).containsExactly(key);
  }

  /** Or the service would be open to all. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "descriptor:x25519:",
        "descriptor:x25519:aaaa",
        "descriptor:ed25519:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "descriptor:x25519:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "descriptor:x25519:1111111111111111111111111111111111111111111111111111"
      })
  void clientFiles_ofWhichNoneIsAKey_areRefused(String text) throws Exception {
    open();
    writeClient("a.auth", text);
    assertThatThrownBy(this::open).hasMessageContaining("open to all");
  }

  @Test
  void key_isThatOfItsSeed() throws Exception {
    Ed25519SigningKey key = open().identity();
    byte[] message = new byte[10];
    assertThat(Curve25519.fastest().verify(key.identity(), message, key.sign(message))).isTrue();
  }
}
