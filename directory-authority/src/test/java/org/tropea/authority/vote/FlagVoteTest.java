package org.tropea.authority.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tropea.authority.vote.TestRelays.NOW;
import static org.tropea.authority.vote.TestRelays.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tropea.authority.rules.RelayRule;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.BandwidthFileLines;
import org.tropea.directory.network.Parameters;

/** Rows A08 and A09, as C tor 0.4.9.15 gives flags out. */
class FlagVoteTest {
  private static final FlagSettings SETTINGS =
      new FlagSettings(false, false, false, false, Duration.ofDays(4), 2, false, true);
  private static final String HS_DIR = "HSDir";

  @Test
  void onionServiceDirectory_restartedLately_keepsTheFlagItHad() {
    ObservedRelay before = relay(true, Duration.ofMinutes(5), 200_000);
    ObservedRelay fresh = relay(true, Duration.ofMinutes(5), 200_000);
    ObservedRelay old = relay(true, Duration.ofDays(5), 200_000);
    ObservedRelay hibernating = relay(false, Duration.ofDays(5), 200_000);
    Watch watch = watch(Set.of(before.identity(), hibernating.identity()));

    FlagVote vote =
        new FlagVote(List.of(before, fresh, old, hibernating), unlimited(), watch, Set.of());

    assertThat(vote.flags(before)).contains(HS_DIR);
    assertThat(vote.flags(fresh)).doesNotContain(HS_DIR);
    assertThat(vote.flags(old)).contains(HS_DIR);
    assertThat(vote.flags(hibernating)).doesNotContain(HS_DIR);
  }

  /** TROVE-2026-064. */
  @Test
  void sybils_manyThatDoNotRun_pushOutNobody() {
    List<ObservedRelay> relays = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      relays.add(relay(false, Duration.ofDays(5), 9_000_000));
    }
    ObservedRelay one = relay(true, Duration.ofDays(5), 200_000);
    ObservedRelay two = relay(true, Duration.ofDays(5), 200_000);
    relays.addAll(List.of(one, two));

    FlagVote vote = new FlagVote(relays, SETTINGS, watch(Set.of()), Set.of());

    assertThat(vote.flags(one)).contains("Running", "Valid").doesNotContain("Sybil");
    assertThat(vote.flags(two)).contains("Running", "Valid").doesNotContain("Sybil");
  }

  @Test
  void sybils_moreThatRunThanMay_areTheSlowest() {
    ObservedRelay slow = relay(true, Duration.ofDays(5), 100_000);
    List<ObservedRelay> relays =
        List.of(
            slow,
            relay(true, Duration.ofDays(5), 200_000),
            relay(true, Duration.ofDays(5), 300_000));

    FlagVote vote = new FlagVote(relays, SETTINGS, watch(Set.of()), Set.of());

    assertThat(vote.flags(slow)).contains("Sybil").doesNotContain("Running");
    assertThat(vote.flags(relays.get(1))).doesNotContain("Sybil");
    assertThat(vote.flags(relays.get(2))).doesNotContain("Sybil");
  }

  @Test
  void relay_whoseCertificateExpired_isNotCurrent() {
    ObservedRelay relay = relay(true, Duration.ofDays(5), 1, NOW.plus(Duration.ofHours(2)));
    assertThat(relay.isCurrent(NOW.plus(Duration.ofHours(2)))).isTrue();
    assertThat(relay.isCurrent(NOW.plus(Duration.ofHours(3)))).isFalse();
  }

  /** Where enough relays were measured, what an unmeasured one says of itself earns it nothing. */
  @Test
  void flags_enoughMeasured_countMeasurementsOnly() {
    ObservedRelay fast = relay(true, Duration.ofDays(50), 9_000_000);
    ObservedRelay slow = relay(true, Duration.ofDays(50), 1);
    ObservedRelay measured =
        new ObservedRelay(
            slow.descriptor(),
            true,
            true,
            slow.stability(),
            Set.of(),
            new Measurement(500L, 500L, null));
    List<ObservedRelay> all = List.of(fast, measured);
    FlagVote few = new FlagVote(all, unlimited(), watch(Set.of()), Set.of());
    assertThat(few.flags(fast)).contains("Fast");
    assertThat(few.flags(measured)).contains("Fast");
    assertThat(few.thresholds().line()).endsWith("ignoring-advertised-bws=0");

    FlagVote many = new FlagVote(all, measuring(0), watch(Set.of()), Set.of());
    assertThat(many.flags(fast)).doesNotContain("Fast");
    assertThat(many.flags(measured)).contains("Fast");
    assertThat(many.thresholds().line())
        .contains("guard-bw-inc-exits=500000 ")
        .endsWith("ignoring-advertised-bws=1");
  }

  private static FlagSettings measuring(int min) {
    FlagSettings usual = unlimited();
    return new FlagSettings(
        usual.testing(),
        usual.exit(),
        usual.guard(),
        usual.onionServiceDirectory(),
        usual.minUptimeOnionServiceDirectory(),
        usual.maxServersPerAddress(),
        usual.ipv6Connectivity(),
        usual.assumeReachable(),
        usual.minCountedBandwidth(),
        usual.minFastBandwidth(),
        usual.listBadExits(),
        usual.listMiddleOnly(),
        min);
  }

  private static Set<String> flags(ObservedRelay relay, boolean lists, RelayRule... rules) {
    ObservedRelay ruled =
        new ObservedRelay(
            relay.descriptor(), true, true, relay.stability(), Set.of(rules), Measurement.NONE);
    FlagSettings usual = unlimited();
    FlagSettings settings =
        new FlagSettings(
            false,
            FlagOverride.NONE,
            FlagOverride.NONE,
            FlagOverride.NONE,
            Duration.ZERO,
            0,
            false,
            true,
            usual.minCountedBandwidth(),
            usual.minFastBandwidth(),
            lists,
            lists,
            500);
    return new FlagVote(List.of(ruled), settings, watch(Set.of()), Set.of()).flags(ruled);
  }

  /** As C tor's dirauth_set_routerstatus_from_routerinfo has them. */
  @Test
  void rules_ofTheOperator_decideFlags() {
    ObservedRelay relay = relay(true, Duration.ofDays(40), 10_000_000);
    Set<String> usual = flags(relay, true);
    assertThat(usual).contains("Valid", "Guard", "HSDir", "V2Dir").doesNotContain("BadExit");

    assertThat(flags(relay, true, RelayRule.INVALID)).doesNotContain("Valid", "HSDir");
    assertThat(flags(relay, true, RelayRule.STRIP_GUARD)).isEqualTo(without(usual, "Guard"));
    assertThat(flags(relay, true, RelayRule.STRIP_HSDIR)).isEqualTo(without(usual, "HSDir"));
    assertThat(flags(relay, true, RelayRule.STRIP_V2DIR)).isEqualTo(without(usual, "V2Dir"));
    assertThat(flags(relay, true, RelayRule.BAD_EXIT)).contains("BadExit", "Guard");
    assertThat(flags(relay, true, RelayRule.MIDDLE_ONLY))
        .contains("MiddleOnly", "BadExit", "Valid", "Running")
        .doesNotContain("Guard", "HSDir", "V2Dir", "Exit");
    assertThat(flags(relay, false, RelayRule.MIDDLE_ONLY, RelayRule.BAD_EXIT)).isEqualTo(usual);
  }

  private static Set<String> without(Set<String> flags, String flag) {
    Set<String> rest = new HashSet<>(flags);
    rest.remove(flag);
    return rest;
  }

  private static FlagSettings unlimited() {
    return new FlagSettings(false, false, false, false, Duration.ofDays(4), 0, false, true);
  }

  private static Watch watch(Set<RsaIdentity> onionServiceDirectories) {
    return new Watch(
        NOW,
        Duration.ZERO,
        Parameters.NONE,
        onionServiceDirectories,
        false,
        false,
        BandwidthFileLines.NONE);
  }
}
