package org.tropea.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.authority.bandwidth.BandwidthFiles;
import org.tropea.authority.intake.TestRelay;
import org.tropea.authority.intake.UploadSettings;
import org.tropea.authority.reachability.ReachabilitySettings;
import org.tropea.authority.rules.AddressRules;
import org.tropea.authority.rules.RelayRules;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.authority.vote.ObservedRelay;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.protocol.linkspec.RelayTarget;

/** Rows A06 and A07, under a clock of the test. */
class RelayObservationTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final InetSocketAddress HERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001);

  @TempDir Path folder;

  private final RouterDescriptor relay = new TestRelay(NOW).describe(NOW, HERE, builder -> builder);
  private final List<RelayTarget> probed = new ArrayList<>();

  private RelayObservation observation(Instant start) {
    AuthoritySettings settings =
        new AuthoritySettings(
            new AuthoritySettings.Voting(
                LoneAuthority.vote(FlagSettings.DEFAULT), VotingTiming.DEFAULT, true),
            new AuthoritySettings.Relays(
                UploadSettings.TESTING,
                ReachabilitySettings.DEFAULT,
                AddressRules.NONE,
                BandwidthFiles.NONE),
            new AuthoritySettings.Place(List.of(), folder, HERE));
    return new RelayObservation(
        settings, start, (target, reached) -> probed.add(target), (identity, address) -> {});
  }

  private ObservedRelay observe(RelayObservation observation, Instant now) {
    return observation.observe(List.of(relay), RelayRules.NONE, now).get(0);
  }

  /** Its uploads may come before its own relay can open links. */
  @Test
  void look_beforeItBegins_testsWhenItBegins() {
    RelayObservation observation = observation(NOW);
    observation.look(List.of(relay));
    assertThat(probed).isEmpty();

    observation.begin(List.of(relay), NOW);
    observation.look(List.of(relay));

    assertThat(probed).hasSize(1);
  }

  @Test
  void observe_reachedAndNotAgain_runsFor45Minutes_andItsRunEnds() {
    RelayObservation observation = observation(NOW);
    observation.begin(List.of(relay), NOW);
    assertThat(observe(observation, NOW).running()).isFalse();
    observation.reached(relay.identity(), HERE, NOW);

    ObservedRelay up = observe(observation, NOW.plus(Duration.ofMinutes(44)));
    ObservedRelay down = observe(observation, NOW.plus(Duration.ofMinutes(45)));

    assertThat(up.running()).isTrue();
    assertThat(up.stability().upFor()).isEqualTo(44 * 60);
    assertThat(down.running()).isFalse();
    // It was probably down since the test that it missed.
    assertThat(down.stability().timeKnown()).isEqualTo(45 * 60);
    assertThat(down.stability().fractionalUptime()).isEqualTo(1280 / 2700.0);
  }

  @Test
  void watch_of30Minutes_judgesWhoIsRunning() {
    RelayObservation observation = observation(NOW);

    assertThat(observation.watch(NOW.plus(Duration.ofMinutes(30)), null).judgesReachability())
        .isFalse();
    assertThat(observation.watch(NOW.plusSeconds(1801), null).judgesReachability()).isTrue();
  }

  @Test
  void begin_afterAnEnd_goesOnWithTheHistory() {
    RelayObservation first = observation(NOW);
    first.begin(List.of(relay), NOW);
    first.reached(relay.identity(), HERE, NOW);
    first.keep(List.of(relay), NOW.plusSeconds(600));

    Instant later = NOW.plus(Duration.ofHours(1));
    RelayObservation second = observation(later);
    second.begin(List.of(relay), later);

    assertThat(observe(second, later).stability().upFor()).isEqualTo(600);
  }
}
