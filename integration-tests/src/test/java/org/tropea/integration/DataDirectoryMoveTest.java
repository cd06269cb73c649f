package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One relay's data directory under C tor, then under {@code ./tropea}, then under C tor again. */
class DataDirectoryMoveTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String RSA = "identity key fingerprint is 'probed (\\w{40})'";
  private static final String ED25519 = "ed25519 fingerprint is 'probed ([\\w+/]{43})'";

  /** What must stay the same however often the directory is moved. */
  private static final List<String> KEPT =
      List.of(
          "secret_id_key",
          "ed25519_master_id_secret_key",
          "ed25519_master_id_public_key",
          "ed25519_signing_secret_key",
          "ed25519_signing_cert",
          "secret_onion_key",
          "secret_onion_key_ntor");

  private static final List<String> TROPEA =
      List.of(
          "TestingTorNetwork 1",
          "DirAuthority nobody orport=1 127.0.0.1:1 " + "f".repeat(40),
          "Nickname probed",
          "Address 127.0.0.1",
          "ORPort auto",
          "PublishServerDescriptor 0",
          "SocksPort 0");

  @TempDir Path folder;

  @Test
  void dataDirectory_movedThereAndBack_keepsBothFingerprintsAndItsKeys() throws Exception {
    List<String> names = underCtor();
    Map<String, String> keys = keys();
    assertThat(keys).containsKeys(KEPT.toArray(new String[0]));

    assertThat(underTropea()).isEqualTo(names);
    assertThat(keys()).containsAllEntriesOf(keys);
    assertModes();

    assertThat(underCtor()).isEqualTo(names);
    assertThat(keys()).containsAllEntriesOf(keys);
    assertModes();
  }

  @Test
  void dataDirectory_ofTropea_keepsBothFingerprintsUnderCtor() throws Exception {
    List<String> names = underTropea();
    Map<String, String> keys = keys();
    assertModes();

    assertThat(underCtor()).isEqualTo(names);
    assertThat(keys()).containsAllEntriesOf(keys);

    assertThat(underTropea()).isEqualTo(names);
    assertThat(keys()).containsAllEntriesOf(keys);
  }

  /**
   * Also an empty file of an identity, which C tor takes for none: its relay would wake up as
   * another one. In an empty onion key there is nothing to lose: a new one takes its place.
   */
  @Test
  void keyThatCannotBeRead_isNeverOverwritten() throws Exception {
    underTropea();
    for (String name :
        List.of("secret_id_key", "ed25519_master_id_secret_key", "secret_onion_key_ntor")) {
      Path file = keyFolder().resolve(name);
      byte[] good = Files.readAllBytes(file);
      boolean replaceable = name.equals("secret_onion_key_ntor");
      for (int length :
          replaceable ? new int[] {good.length / 2} : new int[] {0, good.length / 2}) {
        byte[] bad = Arrays.copyOf(good, length);
        Files.write(file, bad);
        Map<String, String> before = keys();
        refuse(name);
        assertThat(keys()).as("%s of %d bytes", name, length).isEqualTo(before);
      }
      Files.write(file, good);
    }
  }

  /**
   * Ends with an error, but for the master key: that may be elsewhere while its certificate holds.
   */
  private void refuse(String name) throws Exception {
    try (TropeaProcess tropea = TropeaProcess.start(folder, TROPEA)) {
      if (name.startsWith("ed25519_master")) {
        tropea.process().await("\\[warn\\] .*" + name, PATIENCE);
        tropea.process().await("Our fingerprint is", PATIENCE);
        assertThat(tropea.process().terminate()).isZero();
      } else {
        tropea.process().await("\\[err\\] .*" + name, PATIENCE);
        assertThat(tropea.process().awaitExit(PATIENCE)).isEqualTo(1);
      }
    }
  }

  /** Both fingerprints, as C tor tells them. */
  private List<String> underCtor() throws Exception {
    try (CtorRelay ctor = CtorRelay.start(folder)) {
      List<String> names = new ArrayList<>();
      names.add(CtorNetwork.find(RSA, String.join("\n", ctor.lines())));
      names.add(CtorNetwork.find(ED25519, String.join("\n", ctor.lines())));
      return names;
    }
  }

  /** The same as our relay tells them, in its log and in C tor's files. */
  private List<String> underTropea() throws Exception {
    try (TropeaProcess tropea = TropeaProcess.start(folder, TROPEA)) {
      String line = tropea.process().await("Our fingerprint is \\w{40}", PATIENCE);
      String rsa = CtorNetwork.find("fingerprint is (\\w{40})", line);
      assertThat(Files.readString(data().resolve("fingerprint"))).isEqualTo("probed " + rsa + "\n");
      String second = Files.readString(data().resolve("fingerprint-ed25519"));
      assertThat(tropea.process().terminate()).isZero();
      return List.of(rsa, CtorNetwork.find("^probed ([\\w+/]{43})\n$", second));
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path keyFolder() {
    return data().resolve("keys");
  }

  private Map<String, String> keys() throws IOException {
    Map<String, String> keys = new TreeMap<>();
    for (String name : KEPT) {
      keys.put(name, HexFormat.of().formatHex(Files.readAllBytes(keyFolder().resolve(name))));
    }
    return keys;
  }

  private void assertModes() throws IOException {
    assertThat(mode(data())).isEqualTo("rwx------");
    assertThat(mode(keyFolder())).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(keyFolder())) {
      for (Path file : files.toList()) {
        assertThat(mode(file)).as(file.getFileName().toString()).isEqualTo("rw-------");
      }
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
