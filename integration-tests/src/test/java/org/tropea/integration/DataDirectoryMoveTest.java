package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.text.IsoTime;

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
   * Row G08: what C tor remembers survives our relay and client of one process, and C tor takes
   * back what they wrote. What ends within these days is not told apart by the clock of the test.
   */
  @Test
  void stateFile_movedThereAndBack_losesNothing() throws Exception {
    underCtor();
    Path file = data().resolve("state");
    String ends = IsoTime.write(Instant.now().plus(Duration.ofHours(5)));
    StringBuilder lines = new StringBuilder();
    for (String kind : List.of("Read", "Write", "IPv6Read", "IPv6Write", "DirRead", "DirWrite")) {
      lines.append(
          """
          BWHistory%1$sEnds %2$s
          BWHistory%1$sInterval 86400
          BWHistory%1$sValues 1024000,2048000,3072000
          BWHistory%1$sMaxima 102400,307200,204800
          """
              .formatted(kind, ends));
    }
    lines.append("TotalBuildTimes 3\nCircuitBuildTimeBin 475 1\nCircuitBuildTimeBin 525 2\n");
    lines.append("AccountingBytesReadInInterval 5000\nTransportProxy obfs4 127.0.0.1:4711\n");
    lines.append("LineOfTheFuture some thing\n");
    Files.writeString(file, lines);
    underCtor();
    Map<String, List<String>> written = state();
    assertThat(written).containsKeys("BWHistoryReadValues", "LastRotatedOnionKey", "TorVersion");
    assertThat(written.get("BWHistoryDirWriteMaxima")).containsExactly("102400,307200,204800");

    underTropea("SocksPort auto");
    Map<String, List<String>> ours = state();
    assertThat(value(ours, "TorVersion")).startsWith("Tropea ");
    assertThat(withoutTraffic(ours)).containsAllEntriesOf(withoutTraffic(written));
    assertSameDays(ours, written, false);
    assertThat(mode(file)).isEqualTo("rw-------");

    try (CtorRelay ctor = CtorRelay.start(folder)) {
      assertThat(ctor.lines()).noneMatch(line -> line.matches(".*\\[(warn|err)\\].*state.*"));
    }
    Map<String, List<String>> back = state();
    assertThat(value(back, "TorVersion")).startsWith("Tor ");
    assertThat(withoutTraffic(back)).containsAllEntriesOf(withoutTraffic(written));
    assertSameDays(back, written, true);
    assertThat(data().resolve("state.0")).doesNotExist();
  }

  private Map<String, List<String>> state() throws IOException {
    Map<String, List<String>> lines = new TreeMap<>();
    for (String line : Files.readAllLines(data().resolve("state"))) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        String[] parts = line.split(" ", 2);
        lines.computeIfAbsent(parts[0], unused -> new ArrayList<>()).add(parts[1]);
      }
    }
    return lines;
  }

  private static String value(Map<String, List<String>> state, String keyword) {
    return Objects.requireNonNull(state.get(keyword)).get(0);
  }

  /** But for what changes by itself: who wrote it when, and what is carried meanwhile. */
  private static Map<String, List<String>> withoutTraffic(Map<String, List<String>> state) {
    Map<String, List<String>> kept = new TreeMap<>(state);
    kept.keySet()
        .removeIf(
            key ->
                key.matches(
                    "LastWritten|TorVersion|Dormant|MinutesSinceUserActivity"
                        + "|BWHistory.*(Values|Maxima)"));
    return kept;
  }

  /**
   * The two days that are over; of the third no less.
   *
   * @param averaged whether C tor has read them, which counts whole bytes a second
   */
  private static void assertSameDays(
      Map<String, List<String>> state, Map<String, List<String>> written, boolean averaged) {
    for (String each : written.keySet()) {
      if (each.matches("BWHistory.*(Values|Maxima)")) {
        boolean values = averaged && each.endsWith("Values");
        List<Long> before = numbers(written, each).stream().map(n -> values ? read(n) : n).toList();
        List<Long> now = numbers(state, each);
        assertThat(now).as(each).hasSameSizeAs(before).startsWith(before.get(0), before.get(1));
        assertThat(now.get(2)).as(each).isGreaterThanOrEqualTo(values ? 0 : before.get(2));
      }
    }
  }

  private static List<Long> numbers(Map<String, List<String>> state, String keyword) {
    return Stream.of(value(state, keyword).split(",", -1)).map(Long::valueOf).toList();
  }

  /** A day's bytes as C tor has them in its file after it has read them. */
  private static long read(long bytes) {
    return bytes / 86_400 * 86_400 / 1024 * 1024;
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
  private List<String> underTropea(String... more) throws Exception {
    List<String> torrc = new ArrayList<>(TROPEA);
    torrc.removeIf(line -> more.length > 0 && line.startsWith("SocksPort"));
    torrc.addAll(List.of(more));
    try (TropeaProcess tropea = TropeaProcess.start(folder, torrc)) {
      String line = tropea.process().await("Our fingerprint is \\w{40}", PATIENCE);
      String rsa = CtorNetwork.find("fingerprint is (\\w{40})", line);
      assertThat(Files.readString(data().resolve("fingerprint"))).isEqualTo("probed " + rsa + "\n");
      String second = Files.readString(data().resolve("fingerprint-ed25519"));
      awaitRoles(tropea.process());
      assertThat(tropea.process().terminate()).isZero();
      return List.of(rsa, CtorNetwork.find("^probed ([\\w+/]{43})\n$", second));
    }
  }

  /** Until they run a signal ends them as they are, and nothing is written. */
  private static void awaitRoles(LoggedProcess tropea) throws Exception {
    for (int tries = 0; tries < 1_000; tries++) {
      int from = tropea.lines().size();
      for (int i = 0; i < 2; i++) {
        int next = tropea.lines().size();
        tropea.signal("USR1");
        tropea.await(next, "Up for \\d+ days", PATIENCE);
      }
      if (tropea.lines().stream().skip(from).anyMatch(line -> line.contains("Relay: descriptor"))) {
        return;
      }
    }
    throw new AssertionError("no role runs:\n" + tropea.lastLines());
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
