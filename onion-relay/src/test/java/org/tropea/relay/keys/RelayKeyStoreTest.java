package org.tropea.relay.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.directory.document.ExtraInfo;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.directory.document.UnverifiedRouterDescriptor;

class RelayKeyStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
  private static final List<String> FILES =
      List.of(
          "secret_id_key",
          "ed25519_master_id_secret_key",
          "ed25519_master_id_public_key",
          "ed25519_signing_secret_key",
          "ed25519_signing_cert",
          "secret_onion_key",
          "secret_onion_key_ntor");

  @TempDir Path directory;

  private RelayKeyStore store() {
    return new RelayKeyStore(directory, "relay03", Curve25519.fastest(), new SecureRandom());
  }

  private Path key(String name) {
    return directory.resolve("keys").resolve(name);
  }

  private void copyCtorDirectory() throws IOException {
    Files.createDirectory(directory.resolve("keys"));
    for (String name : FILES) {
      copy("keys/" + name);
    }
    copy("fingerprint");
    copy("fingerprint-ed25519");
    Files.setLastModifiedTime(
        key("secret_onion_key_ntor"), java.nio.file.attribute.FileTime.from(NOW));
  }

  private void copy(String name) throws IOException {
    try (InputStream stream = getClass().getResourceAsStream("/vectors/ctor-relay/" + name)) {
      Files.write(directory.resolve(name), stream.readAllBytes());
    }
  }

  private static Instant later(Duration duration) {
    return NOW.plus(duration);
  }

  @Test
  void directory_ofCtor_keepsEveryKey() throws Exception {
    copyCtorDirectory();
    byte[][] before = contents();
    RelayKeys keys = store().load(NOW);
    assertThat(keys.rsaIdentity().toHex()).isEqualTo("EE1E79F01C2B131F39C68D819E80B23ED6D82FFF");
    assertThat(keys.ed25519Identity().toBase64())
        .isEqualTo("XlTmCSIRh6TSBYpxraolIpquK7fdV28H2Nce2swSwa4");
    assertThat(contents()).isDeepEqualTo(before);
    assertThat(keys.onion().previousNtor()).isNull();
  }

  @Test
  void directory_ofCtor_isRewrittenByteForByte() throws Exception {
    copyCtorDirectory();
    byte[] rsa = Files.readAllBytes(key("secret_id_key"));
    byte[] ntor = Files.readAllBytes(key("secret_onion_key_ntor"));
    byte[] master = Files.readAllBytes(key("ed25519_master_id_secret_key"));
    assertThat(KeyFormats.write(KeyFormats.rsa(rsa))) // without the NUL of C tor
        .isEqualTo(Arrays.copyOf(rsa, rsa.length - 1));
    assertThat(KeyFormats.write(KeyFormats.x25519(ntor, Curve25519.fastest()))).isEqualTo(ntor);
    assertThat(KeyFormats.write(KeyFormats.secret(master, "type0"), "type0")).isEqualTo(master);
  }

  private byte[][] contents() throws IOException {
    byte[][] contents = new byte[FILES.size()][];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = Files.readAllBytes(key(FILES.get(i)));
    }
    return contents;
  }

  @Test
  void newDirectory_isMadeForItsOwnerAlone_andLoadedAgain() throws Exception {
    RelayKeys made = store().load(NOW);
    RelayKeys again = store().load(later(Duration.ofHours(1)));
    assertThat(again.rsaIdentity()).isEqualTo(made.rsaIdentity());
    assertThat(again.ed25519Identity()).isEqualTo(made.ed25519Identity());
    assertThat(again.signingCertificate().encoded()).isEqualTo(made.signingCertificate().encoded());
    assertThat(again.onion().ntor().publicKey()).isEqualTo(made.onion().ntor().publicKey());
    for (String name : FILES) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key(name))))
          .isEqualTo("rw-------");
    }
    assertThat(Files.readString(directory.resolve("fingerprint")))
        .isEqualTo("relay03 " + made.rsaIdentity().toHex() + "\n");
  }

  @Test
  void descriptor_signedWithTheKeys_verifies() throws Exception {
    RelayKeys keys = store().load(NOW);
    ExtraInfo extraInfo = ExtraInfo.sign("relay03", NOW, keys.forDescriptor(NOW));
    RelayDescription description =
        RelayDescription.builder(
                "relay03", new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001))
            .published(NOW)
            .protocols("Link=4-5")
            .extraInfo(extraInfo.digests())
            .build();
    RouterDescriptor signed = RouterDescriptor.sign(description, keys.forDescriptor(NOW));
    RouterDescriptor read =
        UnverifiedRouterDescriptor.read(signed.text().toByteArray())
            .verify(Curve25519.fastest(), NOW);
    assertThat(read.description())
        .usingRecursiveComparison()
        .ignoringFields("exitPolicy")
        .isEqualTo(description);
    assertThat(read.identity()).isEqualTo(keys.rsaIdentity());
    assertThat(read.ed25519Identity()).isEqualTo(keys.ed25519Identity());
    assertThat(read.ntorOnionKey()).isEqualTo(keys.onion().ntor().publicKey());
  }

  @Test
  void signingKey_nearItsEnd_isRenewed() throws Exception {
    RelayKeys made = store().load(NOW);
    RelayKeys later = store().load(later(Duration.ofDays(30)));
    assertThat(later.signingKey().identity()).isNotEqualTo(made.signingKey().identity());
    assertThat(later.ed25519Identity()).isEqualTo(made.ed25519Identity());
  }

  @Test
  void signingKey_withoutMasterSecret_isUsedToItsEnd_andThenRefused() throws Exception {
    RelayKeys made = store().load(NOW);
    Files.delete(key("ed25519_master_id_secret_key"));
    assertThat(store().load(later(Duration.ofDays(29))).ed25519Identity())
        .isEqualTo(made.ed25519Identity());
    assertThatThrownBy(() -> store().load(later(Duration.ofDays(31))))
        .isInstanceOf(KeyFileException.class);
  }

  @Test
  void onionKey_after28Days_rotates_andTheOldOneIsKeptForAWeek() throws Exception {
    RelayKeys made = store().load(NOW);
    RelayKeys rotated = store().load(later(Duration.ofDays(28)));
    assertThat(rotated.onion().ntor().publicKey()).isNotEqualTo(made.onion().ntor().publicKey());
    assertThat(rotated.onion().previousNtor())
        .extracting(X25519KeyPair::publicKey)
        .isEqualTo(made.onion().ntor().publicKey());
    assertThat(store().load(later(Duration.ofDays(36))).onion().previousNtor()).isNull();
  }

  /** Row C15: the network may say when. */
  @Test
  void onionKey_byShorterTimes_rotatesEarlier() throws Exception {
    OnionKeyTimes times = new OnionKeyTimes(Duration.ofDays(2), Duration.ofDays(1));
    RelayKeys made = store().load(NOW, times);
    assertThat(made.forDescriptor(NOW).ntorExpires()).isEqualTo(later(Duration.ofDays(2)));
    assertThat(store().load(later(Duration.ofHours(47)), times).onion().ntor().publicKey())
        .isEqualTo(made.onion().ntor().publicKey());
    RelayKeys rotated = store().load(later(Duration.ofDays(2)), times);
    assertThat(rotated.onion().ntor().publicKey()).isNotEqualTo(made.onion().ntor().publicKey());
    assertThat(rotated.onion().previousNtor()).isNotNull();
    assertThat(store().load(later(Duration.ofDays(3)), times).onion().previousNtor()).isNull();
  }

  /** Row C17: the RSA onion key is published for as long as the network wants it. */
  @Test
  void descriptor_whereNobodyWantsTheTapKey_isWithoutIt() throws Exception {
    RelayKeys keys = store().load(NOW);
    RelayDescription description =
        RelayDescription.builder(
                "relay03", new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001))
            .platform("Tropea")
            .protocols("Link=4-5")
            .published(NOW)
            .build();
    assertThat(text(RouterDescriptor.sign(description, keys.forDescriptor(NOW, true))))
        .contains("\nonion-key\n", "\nonion-key-crosscert\n");
    RouterDescriptor without = RouterDescriptor.sign(description, keys.forDescriptor(NOW, false));
    assertThat(text(without)).doesNotContain("\nonion-key\n", "\nonion-key-crosscert\n");
    UnverifiedRouterDescriptor.read(without.text().toByteArray()).verify(Curve25519.fastest(), NOW);
  }

  private static String text(RouterDescriptor descriptor) {
    return new String(descriptor.text().toByteArray(), StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret_id_key", "secret_onion_key_ntor", "secret_onion_key"})
  void key_truncated_isRefusedAndLeftAlone(String name) throws Exception { // disk-17, disk-19
    copyCtorDirectory();
    byte[] damaged = Arrays.copyOf(Files.readAllBytes(key(name)), 60);
    Files.write(key(name), damaged);
    assertThatThrownBy(() -> store().load(NOW))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining(name);
    assertThat(Files.readAllBytes(key(name))).isEqualTo(damaged);
  }

  @Test
  void identity_empty_isRefused() throws Exception { // disk-18
    copyCtorDirectory();
    Files.write(key("secret_id_key"), new byte[0]);
    assertThatThrownBy(() -> store().load(NOW)).isInstanceOf(KeyFileException.class);
    assertThat(Files.size(key("secret_id_key"))).isZero();
  }

  @Test
  void onionKey_empty_isReplaced() throws Exception { // disk-19
    copyCtorDirectory();
    Files.write(key("secret_onion_key_ntor"), new byte[0]);
    store().load(NOW);
    assertThat(Files.size(key("secret_onion_key_ntor"))).isEqualTo(96);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519_signing_cert", "ed25519_signing_secret_key"})
  void signingKey_damaged_isRenewedByTheMaster(String name) throws Exception { // disk-20
    copyCtorDirectory();
    Files.write(key(name), new byte[40]);
    assertThat(store().load(NOW).ed25519Identity().toBase64())
        .isEqualTo("XlTmCSIRh6TSBYpxraolIpquK7fdV28H2Nce2swSwa4");
  }

  @Test
  void masterSecret_damaged_runsOnTheSigningKey() throws Exception { // disk-21
    copyCtorDirectory();
    byte[] damaged = new byte[96];
    Files.write(key("ed25519_master_id_secret_key"), damaged);
    assertThat(store().load(NOW).ed25519Identity().toBase64())
        .isEqualTo("XlTmCSIRh6TSBYpxraolIpquK7fdV28H2Nce2swSwa4");
    assertThat(Files.readAllBytes(key("ed25519_master_id_secret_key"))).isEqualTo(damaged);
  }

  @Test
  void identities_ofAnotherRelay_areRefused() throws Exception { // disk-22
    copyCtorDirectory();
    Path other = Files.createDirectory(directory.resolve("other"));
    new RelayKeyStore(other, "other", Curve25519.fastest(), new SecureRandom()).load(NOW);
    for (String name :
        List.of("secret_id_key", "ed25519_master_id_public_key", "ed25519_master_id_secret_key")) {
      byte[] ours = Files.readAllBytes(key(name));
      Files.copy(
          other.resolve("keys").resolve(name),
          key(name),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertThatThrownBy(() -> store().load(NOW)).isInstanceOf(KeyFileException.class);
      Files.write(key(name), ours);
    }
    store().load(NOW);
  }

  /** Case fault-34: {@code PemBlockTest} has all forms, and what C tor makes of each. */
  @Test
  void identity_inAFormThatCTorTakes_staysWhoItIs() throws Exception {
    copyCtorDirectory();
    RsaIdentity known = store().load(NOW).rsaIdentity();
    String written = Files.readString(key("secret_id_key"), StandardCharsets.ISO_8859_1);
    for (String form :
        List.of(
            written.replace("\n", "\r\n"),
            written.strip(),
            written.replace("\n", " \n"),
            "\n" + written,
            written + "my key\n")) {
      Files.writeString(key("secret_id_key"), form, StandardCharsets.ISO_8859_1);
      assertThat(store().load(NOW).rsaIdentity()).isEqualTo(known);
    }
    Files.writeString(key("secret_id_key"), "my key\n" + written, StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> store().load(NOW)).isInstanceOf(KeyFileException.class);
  }

  @Test
  void keyFile_readableByOthers_isClosed() throws Exception { // disk-24
    copyCtorDirectory();
    Files.setPosixFilePermissions(
        key("secret_id_key"), PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(
        directory.resolve("keys"), PosixFilePermissions.fromString("rwxr-xr-x"));
    store().load(NOW);
    assertThat(Files.getPosixFilePermissions(key("secret_id_key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(directory.resolve("keys")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void keyFile_thatIsASymbolicLink_isRefused() throws Exception { // disk-25
    copyCtorDirectory();
    Path elsewhere = directory.resolve("elsewhere");
    Files.move(key("secret_id_key"), elsewhere);
    Files.createSymbolicLink(key("secret_id_key"), elsewhere);
    assertThatThrownBy(() -> store().load(NOW)).isInstanceOf(KeyFileException.class);
  }

  /** The disk takes no new file of this name, whoever writes it. */
  private void fill(Path file) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.createDirectories(temporary.resolve("full"));
  }

  private void fillDisk() throws IOException {
    for (String name : FILES) {
      fill(key(name));
    }
    fill(key("secret_onion_key_ntor.old"));
    fill(directory.resolve("fingerprint"));
    fill(directory.resolve("fingerprint-ed25519"));
  }

  /** Link keys hold for two days, the signing key for 30 and the onion key for 28 in this test. */
  @Test
  void keys_ofARunningRelay_areRenewedForAMonthOnAFullDisk() throws Exception {
    RelayKeyStore store = store();
    RelayKeys made = store.load(NOW);
    fillDisk();
    RelayKeys keys = made;
    for (Duration age = Duration.ofHours(12);
        age.compareTo(Duration.ofDays(40)) < 0;
        age = age.plusHours(12)) {
      RelayKeys renewed = store.renew(keys, later(age), OnionKeyTimes.DEFAULT);
      assertThat(renewed.link()).isNotEqualTo(keys.link());
      assertThat(renewed.link().link().expires()).isAfter(later(age.plusDays(1)));
      assertThat(renewed.signingCertificate().expires()).isAfter(later(age.plusHours(12)));
      assertThat(renewed.link().signing()).isEqualTo(renewed.signingCertificate());
      assertThat(renewed.ed25519Identity()).isEqualTo(made.ed25519Identity());
      keys = renewed;
    }
  }

  @Test
  void keys_thatAreAnotherRelaysWhileItRuns_areNotTaken() throws Exception {
    RelayKeyStore store = store();
    RelayKeys made = store.load(NOW);
    for (String name : FILES) {
      Files.delete(key(name));
    }
    Files.delete(directory.resolve("fingerprint"));
    RelayKeys renewed = store.renew(made, later(Duration.ofDays(1)), OnionKeyTimes.DEFAULT);
    assertThat(renewed.rsaIdentity()).isEqualTo(made.rsaIdentity());
    assertThat(renewed.ed25519Identity()).isEqualTo(made.ed25519Identity());
    assertThat(renewed.link()).isNotEqualTo(made.link());
  }

  @Test
  void files_thatSayTheSame_areNotWrittenAgain() throws Exception {
    store().load(NOW);
    fillDisk();
    RelayKeys again = store().load(later(Duration.ofDays(3)));
    assertThat(again.link().link().expires()).isAfter(later(Duration.ofDays(4)));
    Files.delete(directory.resolve("fingerprint"));
    assertThatThrownBy(() -> store().load(later(Duration.ofDays(3))))
        .isInstanceOf(KeyFileException.class)
        .hasMessage("The file fingerprint cannot be written.");
  }
}
