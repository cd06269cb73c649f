package org.tropea.authority.vote;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.authority.TestKeys;
import org.tropea.authority.consensus.Method;
import org.tropea.authority.consensus.Vectors;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.directory.document.SharedRandomness;
import org.tropea.directory.document.UnverifiedRouterDescriptor;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VoteEntry;
import org.tropea.directory.document.VoteHeader;
import org.tropea.directory.document.VoteWeight;

class VoteBuilderTest {
  private static final Duration YOUNG = Duration.ofMinutes(2);

  /**
   * Three of each network a, of which that of 0.4.9.15 has relays without a TAP key; of network b
   * the one authority without a bandwidth file.
   */
  @ParameterizedTest
  @CsvSource({
    "0.4.9.11-a,auth00",
    "0.4.9.11-a,auth01",
    "0.4.9.11-a,auth02",
    "0.4.9.11-b,auth03",
    "0.4.9.15-a,auth00",
    "0.4.9.15-a,auth01",
    "0.4.9.15-a,auth02"
  })
  void build_descriptorsAndStatisticsOfCTor_saysWhatItSays(String network, String nickname)
      throws Exception {
    Vote theirs =
        Vectors.votes(network).stream()
            .filter(vote -> vote.source().nickname().equals(nickname))
            .findFirst()
            .orElseThrow();
    boolean ipv6 = theirs.entries().stream().anyMatch(entry -> entry.relay().ipv6() != null);

    Vote ours = vote(theirs, network, ipv6).vote();

    VoteHeader header = theirs.header();
    assertThat(ours.header().flagThresholds()).isEqualTo(header.flagThresholds());
    assertThat(ours.header().knownFlags()).isEqualTo(header.knownFlags());
    assertThat(ours.header().parameters()).isEqualTo(header.parameters());
    assertThat(ours.header().lifetime()).isEqualTo(header.lifetime());
    assertThat(ours.entries())
        .containsExactlyElementsOf(
            valid(theirs).stream().map(VoteBuilderTest::comparable).toList());
  }

  /** What C tor 0.4.9.15 recommends, demands and supports; read off a vote of it. */
  @Test
  void protocolsAndMethods_areThoseOfCtor() throws Exception {
    VoteHeader header = Vectors.votes("0.4.9.15-a").get(0).header();
    assertThat(header.advice().withVersions(null, null)).isEqualTo(VoteSettings.PROTOCOLS);
    assertThat(header.methods()).isEqualTo(Method.known());
  }

  private static Ballot vote(Vote theirs, String network, boolean ipv6) throws Exception {
    Map<Bytes, RouterDescriptor> descriptors = descriptors(network, theirs.header().published());
    List<ObservedRelay> relays = new ArrayList<>();
    for (VoteEntry entry : valid(theirs)) {
      relays.add(
          new ObservedRelay(
              Objects.requireNonNull(descriptors.get(entry.relay().descriptor())),
              entry.flags().contains("Running"),
              stability(entry)));
    }
    Set<RsaIdentity> authorities =
        theirs.entries().stream()
            .filter(entry -> entry.flags().contains("Authority"))
            .map(entry -> entry.relay().identity())
            .collect(Collectors.toSet());
    FlagSettings flags = new FlagSettings(true, true, true, true, Duration.ZERO, 0, ipv6, true);
    Map<String, Integer> parameters = new HashMap<>(theirs.header().parameters());
    parameters.remove("AuthDirMaxServersPerAddr");
    VoteSettings settings =
        new VoteSettings(
            theirs.source().nickname(),
            theirs.source().hostname(),
            theirs.source().address(),
            theirs.source().dirPort(),
            theirs.source().onionPort(),
            theirs.source().contact(),
            theirs.header().methods(),
            VoteSettings.PROTOCOLS,
            parameters,
            flags);
    return new VoteBuilder(settings, TestKeys.first(), authorities)
        .build(
            relays,
            Watch.of(theirs.header().published(), YOUNG, null),
            theirs.header().lifetime(),
            theirs.header().delay(),
            SharedRandomness.NONE);
  }

  /** Without a relay that an operator called invalid. */
  private static List<VoteEntry> valid(Vote vote) {
    return vote.entries().stream().filter(entry -> entry.flags().contains("Valid")).toList();
  }

  private static Map<Bytes, RouterDescriptor> descriptors(String network, Instant now)
      throws Exception {
    Map<Bytes, RouterDescriptor> descriptors = new HashMap<>();
    for (UnverifiedRouterDescriptor each :
        UnverifiedRouterDescriptor.readAll(Vectors.bytes(network, "descriptors")).documents()) {
      RouterDescriptor verified = each.verify(Curve25519.fastest(), now);
      descriptors.put(verified.digest(), verified);
    }
    return descriptors;
  }

  /** {@code wfu=1.000000 tk=12 mtbf=12}. */
  private static Stability stability(VoteEntry entry) {
    String[] words = Objects.requireNonNull(entry.statistics()).split(" ", -1);
    return new Stability(
        Double.parseDouble(words[0].substring(4)),
        Long.parseLong(words[1].substring(3)),
        Double.parseDouble(words[2].substring(5)),
        0);
  }

  /** Without what comes from an operator's files. */
  private static VoteEntry comparable(VoteEntry entry) {
    return new VoteEntry(
        entry.relay(),
        entry.flags(),
        entry.version(),
        entry.protocols(),
        new VoteWeight(entry.weight().bandwidth(), null, null, null),
        entry.policy(),
        entry.ed25519(),
        entry.microdescriptors(),
        entry.statistics());
  }
}
