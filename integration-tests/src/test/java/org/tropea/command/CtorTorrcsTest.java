package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionTable;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcReader;
import org.tropea.configuration.TorrcText;
import org.tropea.integration.CtorPrograms;

/**
 * Torrcs by the hundred before C tor and before us (row G01): the same are taken, and written down
 * the same. C tor reads them and ends; it connects to nobody.
 */
@Timeout(300)
class CtorTorrcsTest {
  /**
   * What differs for good, with the reasons that docs/operating.md gives: a torrc, or what all
   * changed ones of it begin with.
   */
  private static final Map<String, String> DIFFERENT =
      Map.ofEntries(
          Map.entry("relay-no-address", "a relay does not find its address"),
          Map.entry("relay-name-as-address", "a relay's address is not looked up"),
          Map.entry("ORPort 127.0.0.1:auto", "a relay does not find its address"),
          Map.entry("__ORPort 127.0.0.1:auto", "a relay does not find its address"),
          Map.entry("MetricsPort 127.0.0.1:auto", "any port will do here"),
          Map.entry("__MetricsPort 127.0.0.1:auto", "any port will do here"),
          Map.entry("MetricsPortPolicy word", "nobody could ask"),
          Map.entry("MetricsPortPolicy 192.0.2.1", "nobody could ask"),
          Map.entry("MapAddress word", "the address would not be mapped"),
          Map.entry("MapAddress 192.0.2.1", "the address would not be mapped"),
          Map.entry("ClientOnionAuthDir DIR/a/file", "a folder that is missing is an empty one"),
          Map.entry("service-onionbalance", "files are read by the start alone"),
          Map.entry("FascistFirewall 1", "C tor writes down what it stands for"),
          Map.entry("RecommendedVersions word", "C tor writes it down three times"),
          Map.entry("RecommendedVersions 192.0.2.1", "C tor writes it down three times"));

  @TempDir Path folder;

  /**
   * What one of them says of a torrc.
   *
   * @param text the options as written down, or why not
   */
  private record Verdict(boolean valid, String text) {}

  @Test
  void torrcs_haveVerdictAndValuesOfCTor() throws Exception {
    Map<String, String> torrcs = TorrcCorpus.torrcs();
    assertThat(torrcs).hasSizeGreaterThan(300);
    Map<String, Verdict> theirs = theirs(torrcs);
    Map<String, String> different = new TreeMap<>();
    for (Map.Entry<String, String> torrc : torrcs.entrySet()) {
      Verdict their = Objects.requireNonNull(theirs.get(torrc.getKey()));
      Verdict our = ours(placed(torrc.getValue()));
      boolean same = our.valid() ? our.equals(their) : !their.valid();
      if (!same && !isUnfilled(torrc.getValue(), our, their)) {
        different.put(torrc.getKey(), "C tor: " + their + ", and we: " + our);
      }
    }
    List<String> gone = new ArrayList<>(DIFFERENT.keySet());
    gone.removeIf(listed -> different.keySet().removeIf(name -> name.startsWith(listed)));
    assertThat(different).isEmpty();
    assertThat(gone).as("listed, and not different any more").isEmpty();
  }

  /** Whoever fills an option, or then refuses what C tor refuses, need not come here. */
  private static boolean isUnfilled(String text, Verdict our, Verdict their)
      throws OptionException {
    if (!our.valid()) {
      return our.text().contains("does not work yet");
    }
    if (their.valid()) {
      return false;
    }
    return Torrc.of(TorrcReader.lines("torrc", text.getBytes(StandardCharsets.UTF_8)), List.of())
        .given()
        .stream()
        .map(line -> OptionTable.ofCTor().row(line.key()).orElseThrow())
        .anyMatch(row -> !row.hasEffect());
  }

  private String placed(String text) {
    return text.replace("DIR", folder.resolve("none").toString());
  }

  private static Verdict ours(String text) {
    try {
      Torrc torrc =
          Torrc.of(TorrcReader.lines("torrc", text.getBytes(StandardCharsets.UTF_8)), List.of());
      OptionsReader.read(torrc).identity().checkUser(System.getProperty("user.name", ""));
      return new Verdict(true, TorrcText.brief(torrc));
    } catch (OptionException | CannotStart e) {
      return new Verdict(false, String.valueOf(e.getMessage()));
    }
  }

  /** Two at a time. */
  private Map<String, Verdict> theirs(Map<String, String> torrcs) throws Exception {
    Path none = Files.createFile(folder.resolve("defaults"));
    String tor = CtorPrograms.reference().tor();
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      Map<String, Future<Verdict>> asked = new LinkedHashMap<>();
      for (Map.Entry<String, String> torrc : torrcs.entrySet()) {
        Path file = folder.resolve("torrc" + asked.size());
        Files.writeString(file, placed(torrc.getValue()));
        asked.put(torrc.getKey(), two.submit(() -> theirs(tor, none, file)));
      }
      Map<String, Verdict> verdicts = new LinkedHashMap<>();
      for (Map.Entry<String, Future<Verdict>> each : asked.entrySet()) {
        verdicts.put(each.getKey(), each.getValue().get(4, TimeUnit.MINUTES));
      }
      return verdicts;
    } finally {
      two.shutdownNow();
    }
  }

  private static Verdict theirs(String tor, Path none, Path torrc) throws Exception {
    Process process =
        new ProcessBuilder(
                tor,
                "--dump-config",
                "short",
                "--defaults-torrc",
                none.toString(),
                "-f",
                torrc.toString())
            .redirectErrorStream(true)
            .start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return new Verdict(
          process.exitValue() == 0,
          said.lines()
              .filter(line -> !line.matches("\\w{3} \\d\\d [0-9:.]+ \\[.*"))
              .map(line -> line + "\n")
              .collect(Collectors.joining()));
    } finally {
      process.destroyForcibly();
    }
  }
}
