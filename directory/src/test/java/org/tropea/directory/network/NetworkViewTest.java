package org.tropea.directory.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.TestAuthority;
import org.tropea.directory.document.Vectors;

/** Feature P04 and hostile case vote-7. */
class NetworkViewTest {
  @Test
  void view_ofAConsensus_joinsWhatWeHave() throws Exception {
    TestNetwork network =
        new TestNetwork().relay("Guard", 10, "").missing("Exit", 10).relay("Exit", 10, "80");
    NetworkView view = network.view();
    assertThat(view.relays())
        .extracting(each -> each.entry().nickname())
        .containsExactly("relay0", "relay2");
    assertThat(view.missingMicrodescriptors())
        .containsExactly(view.consensus().relays().get(1).microdescriptor());
    Relay first = view.relays().get(0);
    assertThat(view.relay(first.identity())).contains(first);
    assertThat(view.relay(view.consensus().relays().get(1).identity())).isEmpty();
  }

  @Test
  void view_withMore_hasThemAndForgetsStrangers() throws Exception {
    TestNetwork network = new TestNetwork().relay("Guard", 10, "").relay("Exit", 10, "80");
    List<Microdescriptor> strangers =
        Microdescriptor.readAll(Vectors.file("microdescs.identity")).documents();
    NetworkView empty = NetworkView.of(network.consensus(), strangers);
    assertThat(empty.relays()).isEmpty();
    assertThat(empty.microdescriptors()).isEmpty();
    NetworkView full = empty.with(network.known());
    assertThat(full.relays()).hasSize(2);
    assertThat(full.missingMicrodescriptors()).isEmpty();
    assertThat(full.with(network.consensus()).relays()).hasSize(2);
    assertThat(full.with(new TestNetwork().consensus()).microdescriptors()).isEmpty();
  }

  @Test
  void relay_withoutExtend2OrPort_isNotWanted() throws Exception {
    String start = "r one AAAAAAAAAAAAAAAAAAAAAAAAAAA 2026-01-01 00:00:00 1.2.3.4 ";
    String end = "\nm " + "A".repeat(43) + "\ns Exit\npr ";
    assertThat(missing(start + "443 0" + end + "Relay=1-2\n")).isEqualTo(1);
    assertThat(missing(start + "443 0" + end + "Relay=1\n")).isZero();
    assertThat(missing(start + "0 0" + end + "Relay=1-2\n")).isZero();
  }

  @Test
  void usablePaths_multiplyThePartsByWeight() throws Exception {
    UsablePaths paths =
        new TestNetwork()
            .relay("Guard", 300, "")
            .missing("Guard", 100)
            .relay("Exit", 50, "80")
            .missing("Exit", 50)
            .view()
            .usablePaths();
    assertThat(paths.guards()).isCloseTo(0.75, within(1e-9));
    assertThat(paths.middles()).isCloseTo(350.0 / 500, within(1e-9));
    assertThat(paths.exits()).isCloseTo(0.5, within(1e-9));
    assertThat(paths.hasExits()).isTrue();
    assertThat(paths.fraction()).isCloseTo(0.75 * 0.7 * 0.5, within(1e-9));
    assertThat(paths.isEnough(Parameters.NONE)).isFalse();
    assertThat(paths.isEnough(new Parameters(Map.of("min_paths_for_circs_pct", 1)))).isTrue();
  }

  @Test
  void usablePaths_withoutExits_areInternal() throws Exception {
    UsablePaths paths =
        new TestNetwork().relay("Guard", 300, "").relay("Fast", 5, "").view().usablePaths();
    assertThat(paths.hasExits()).isFalse();
    assertThat(paths.fraction()).isEqualTo(1);
    assertThat(paths.isEnough(Parameters.NONE)).isTrue();
  }

  @Test
  void usablePaths_withExitsYetUnknown_countMiddlesAsCtorDoes() throws Exception {
    UsablePaths paths =
        new TestNetwork().relay("Guard", 300, "").missing("Exit", 5).view().usablePaths();
    assertThat(paths.hasExits()).isFalse();
    assertThat(paths.exits()).isEqualTo(paths.middles());
  }

  @Test
  void usablePaths_ofExitsThatRejectAll_countAsNone() throws Exception {
    UsablePaths paths =
        new TestNetwork().relay("Guard", 300, "").relay("Exit", 5, "").view().usablePaths();
    assertThat(paths.hasExits()).isFalse();
    assertThat(paths.fraction()).isEqualTo(1);
  }

  @Test
  void usablePaths_ofNoRelays_areNone() throws Exception {
    UsablePaths paths = new TestNetwork().view().usablePaths();
    assertThat(paths.fraction()).isZero();
    assertThat(paths.isEnough(Parameters.NONE)).isFalse();
  }

  @Test
  void usablePaths_withoutBandwidth_countHeads() throws Exception {
    UsablePaths paths =
        new TestNetwork()
            .relay("Guard Exit", 0, "80")
            .missing("Guard Exit", 0)
            .view()
            .usablePaths();
    assertThat(paths.fraction()).isCloseTo(0.125, within(1e-9));
  }

  private static int missing(String relay) throws DecodeException {
    TestAuthority authority = TestAuthority.until(Instant.parse("2027-01-01T00:00:00Z"));
    Consensus consensus = new ConsensusText(authority).lines(relay).consensus();
    return NetworkView.of(consensus, List.of()).missingMicrodescriptors().size();
  }
}
