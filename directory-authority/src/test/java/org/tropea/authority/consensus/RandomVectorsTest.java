package org.tropea.authority.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.Vote;

/**
 * Votes of authorities that agree on little, and what C tor made of them: ties of every kind, and
 * each case of the weights.
 */
class RandomVectorsTest {
  private static final int AUTHORITIES = 5;

  /** One round: its three files by name. */
  record Round(String number, Map<String, byte[]> files) {
    String text(String file) {
      return new String(bytes(file), StandardCharsets.ISO_8859_1);
    }

    byte[] bytes(String file) {
      return Objects.requireNonNull(files.get(file), file);
    }

    @Override
    public String toString() {
      return number;
    }
  }

  static Stream<Round> rounds() throws IOException {
    return Stream.concat(rounds("0.4.9.11"), rounds("0.4.9.15"));
  }

  private static Stream<Round> rounds(String version) throws IOException {
    Map<String, Map<String, byte[]>> rounds = new TreeMap<>();
    String path = "/vectors/ctor-" + version + "-random.zip";
    try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream(path), path);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String[] name = entry.getName().split("/", 2);
        rounds.computeIfAbsent(name[0], round -> new TreeMap<>()).put(name[1], zip.readAllBytes());
      }
    }
    return rounds.entrySet().stream()
        .map(each -> new Round(version + " " + each.getKey(), each.getValue()));
  }

  @ParameterizedTest
  @MethodSource("rounds")
  void build_votesThatDisagree_givesCtorsBytes(Round round) throws Exception {
    List<Vote> votes = Vectors.votes(round.bytes("votes"));
    ConsensusBuilder builder = new ConsensusBuilder(votes, AUTHORITIES, Method.known());
    assertThat(builder.write(Flavour.NS)).isEqualTo(round.text("consensus-ns"));
    assertThat(builder.write(Flavour.MICRODESC)).isEqualTo(round.text("consensus-microdesc"));
  }

  @Test
  void rounds_meetEveryCaseOfTheWeights() throws Exception {
    Set<String> met = new TreeSet<>();
    rounds().forEach(round -> met.add(weightCase(round.text("consensus-ns"))));
    assertThat(met)
        .contains(
            "1", "2a exits", "2a guards", "2b", "3a exits", "3a guards", "3b exits", "3b guards");
  }

  @Test
  void rounds_meetEveryMethod_andPackages() throws Exception {
    Set<String> met = new TreeSet<>();
    boolean packages = false;
    for (Round each : rounds().toList()) {
      String text = each.text("consensus-ns");
      met.add(line(text, "consensus-method "));
      packages |= text.contains("\npackage ");
    }
    assertThat(met).contains("32", "33", "34", "35", "36", "37");
    assertThat(packages).isTrue();
  }

  @Test
  void rounds_haveAnyNumberOfVotes() throws Exception {
    Set<Integer> counts = new TreeSet<>();
    for (Round each : rounds().toList()) {
      counts.add(Vectors.votes(each.bytes("votes")).size());
    }
    assertThat(counts).contains(3, 4, 5);
  }

  /** Which of dir-spec 3.8.3's cases this consensus is, by its relays. */
  private static String weightCase(String consensus) {
    BandwidthTotals totals = new BandwidthTotals();
    for (String relay : consensus.split("\nr ", -1)) {
      String weight = line(relay, "w Bandwidth=");
      if (!weight.isEmpty()) {
        Set<String> flags = Set.of(line(relay, "s ").split(" ", -1));
        String fraction = weight.replaceFirst(".*GuardFraction=", "");
        totals.add(
            Integer.parseInt(weight.replaceFirst(" .*", "")),
            flags.contains("Exit") && !flags.contains("BadExit"),
            flags.contains("Guard"),
            weight.contains("GuardFraction=") ? Integer.parseInt(fraction) : 100);
      }
    }
    boolean exitsScarce = 3 * totals.exits < totals.all;
    boolean guardsScarce = 3 * totals.guards < totals.all;
    String scarcer = totals.guards < totals.exits ? " guards" : " exits";
    long less = Math.min(totals.guards, totals.exits) + totals.both;
    if (exitsScarce && guardsScarce) {
      return less < Math.max(totals.guards, totals.exits) ? "2a" + scarcer : "2b";
    }
    if (!exitsScarce && !guardsScarce) {
      return "1";
    }
    return (3 * less < totals.all ? "3a" : "3b") + scarcer;
  }

  private static String line(String relay, String keyword) {
    return relay
        .lines()
        .filter(each -> each.startsWith(keyword))
        .map(each -> each.substring(keyword.length()))
        .findFirst()
        .orElse("");
  }
}
