package org.tropea.client.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.guard.GuardSelection.Usable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.network.Kinship;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.TestNetwork;

/** Rows P10 and P11, on virtual time. */
class GuardSelectionTest implements GuardListener {
  private static final String GUARD = "Fast Guard Running Stable V2Dir Valid";

  private final List<String> events = new ArrayList<>();
  private Instant now = ConsensusText.VALID_AFTER;
  private int changes;
  private GuardSelection guards = selection();

  private GuardSelection selection() {
    return new GuardSelection(() -> now, new SecureRandom(), "test", this);
  }

  @Override
  public void guard(RsaIdentity relay, GuardEvent event) {
    events.add(event + " " + relay.toHex());
  }

  @Override
  public void changed() {
    changes++;
  }

  private static NetworkView network(int relays) throws DecodeException {
    return network(relays, "guard-n-primary-guards=3");
  }

  private static NetworkView network(int relays, String parameters) throws DecodeException {
    TestNetwork network = new TestNetwork().parameters(parameters);
    for (int i = 0; i < relays; i++) {
      network.relay(GUARD, 10 + i, "");
    }
    return network.view();
  }

  private CircuitGuard choose() {
    return guards.choose(GuardUsage.CIRCUIT, GuardRestriction.NONE).orElseThrow();
  }

  /** Asks for circuits until one by a guard other than these is there; all fail at the link. */
  private void failAll(int times) {
    for (int i = 0; i < times; i++) {
      guards.unreachable(choose());
    }
  }

  @Test
  void choose_always_goesByTheFirstPrimaryGuard() throws DecodeException {
    guards.use(network(100));
    RsaIdentity first = choose().identity();
    for (int i = 0; i < 1000; i++) {
      CircuitGuard next = choose();
      assertThat(next.identity()).isEqualTo(first);
      assertThat(guards.succeeded(next)).isEqualTo(Usable.NOW);
    }
    assertThat(events).containsOnlyOnce("UP " + first.toHex());
  }

  @Test
  void directory_request_goesToAnyOfThreePrimaryGuards() throws DecodeException {
    guards.use(network(100));
    Map<RsaIdentity, Integer> asked = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      CircuitGuard next = guards.choose(GuardUsage.DIRECTORY, GuardRestriction.NONE).orElseThrow();
      asked.merge(next.identity(), 1, Integer::sum);
      guards.succeeded(next);
      guards.ended(next);
    }
    assertThat(asked).hasSize(3);
    assertThat(asked.values()).allMatch(times -> times > 50);
    assertThat(asked).containsKey(choose().identity());
    RsaIdentity failed = asked.keySet().iterator().next();
    for (int i = 0; i < 100; i++) {
      CircuitGuard other =
          guards
              .choose(GuardUsage.DIRECTORY, new GuardRestriction.Directory(Set.of(failed)))
              .orElseThrow();
      assertThat(other.identity()).isNotEqualTo(failed).isIn(asked.keySet());
    }
  }

  /** C tor's sizes: 20 usable ones, at most 20 % of all and 60. */
  @ParameterizedTest
  @CsvSource({"3,3", "20,20", "30,20", "100,20", "500,20"})
  void sample_ofANetwork_isAsLargeAsCTors(int relays, int sampled) throws DecodeException {
    guards.use(network(relays));
    assertThat(guards.lines()).hasSize(sampled);
    assertThat(events).hasSize(sampled);
  }

  @ParameterizedTest
  @CsvSource({"50,20", "150,30", "500,60"})
  void sample_whereNobodyAnswers_growsNoFurtherThanCTors(int relays, int sampled)
      throws DecodeException {
    guards.use(network(relays));
    Set<RsaIdentity> tried = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      guards
          .choose(GuardUsage.CIRCUIT, GuardRestriction.NONE)
          .ifPresent(
              chosen -> {
                tried.add(chosen.identity());
                guards.unreachable(chosen);
              });
      now = now.plusSeconds(1);
    }
    assertThat(guards.lines()).hasSize(sampled);
    assertThat(tried).hasSizeLessThanOrEqualTo(sampled);
  }

  @Test
  void primary_whoseLinkFails_isTriedAgainByCTorsSchedule() throws DecodeException {
    guards.use(network(30));
    CircuitGuard first = choose();
    Instant failed = now;
    guards.unreachable(first);
    List<Long> tries = new ArrayList<>();
    while (Duration.between(failed, now).toDays() < 9) {
      now = now.plusSeconds(60);
      CircuitGuard next = choose();
      if (next.identity().equals(first.identity())) {
        tries.add(Duration.between(failed, now).toMinutes());
        guards.unreachable(next);
      } else {
        guards.succeeded(next);
        guards.ended(next);
      }
    }
    assertThat(tries).startsWith(10L, 20L, 30L);
    assertThat(gaps(tries, 0, 6 * 60 - 10)).containsOnly(10L);
    assertThat(gaps(tries, 6 * 60 + 20, 4 * 24 * 60 - 90)).containsOnly(90L);
    assertThat(gaps(tries, 4 * 24 * 60 + 90, 7 * 24 * 60 - 240)).containsOnly(240L);
    assertThat(gaps(tries, 7 * 24 * 60 + 240, 9 * 24 * 60)).containsOnly(540L);
  }

  /** Case net-3 on a machine whose clock is wrong. */
  @Test
  void clock_thatIsSetBack_keepsNoGuardAway() throws DecodeException {
    guards.use(network(30));
    CircuitGuard first = choose();
    guards.unreachable(first);
    assertThat(choose().identity()).isNotEqualTo(first.identity());
    now = now.minus(Duration.ofHours(12));
    assertThat(choose().identity()).isEqualTo(first.identity());
  }

  private static List<Long> gaps(List<Long> tries, long from, long to) {
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < tries.size(); i++) {
      if (tries.get(i - 1) >= from && tries.get(i) <= to) {
        gaps.add(tries.get(i) - tries.get(i - 1));
      }
    }
    return gaps;
  }

  @Test
  void circuit_byANewGuard_waitsForABetterOneThatIsTried() throws DecodeException {
    guards.use(network(30));
    failAll(3);
    CircuitGuard fourth = choose();
    CircuitGuard fifth = choose();
    assertThat(fifth.identity()).isNotEqualTo(fourth.identity());
    // Neither is confirmed; the one that was tried first is better, while it may answer.
    now = now.plusSeconds(1);
    Usable usable = guards.succeeded(fifth);
    // Confirmed now, it takes the place of a primary guard that is not.
    assertThat(usable).isEqualTo(Usable.NOW);
    assertThat(guards.succeeded(fourth)).isEqualTo(Usable.NOW);
  }

  @Test
  void circuit_behindThreeConfirmedPrimaries_isHeldUntilTheBetterOneIsOver()
      throws DecodeException {
    guards.use(network(30));
    confirmThree();
    failAll(3);
    CircuitGuard fourth = choose();
    CircuitGuard fifth = choose();
    now = now.plusSeconds(2);
    assertThat(guards.succeeded(fifth)).isEqualTo(Usable.LATER);
    assertThat(guards.released()).as("confirmed, and so better").containsExactly(fifth);
    assertThat(guards.succeeded(fourth)).isEqualTo(Usable.LATER);
    assertThat(guards.released()).as("a better one is complete").isEmpty();
    guards.ended(fifth);
    assertThat(guards.released()).containsExactly(fourth);
  }

  @Test
  void circuit_thatWaits_isReleasedOnlyWhenNoPrimaryMayAnswer_andExpires() throws DecodeException {
    guards.use(network(30));
    confirmThree();
    failAll(3);
    CircuitGuard fourth = choose();
    now = now.plus(Duration.ofMinutes(10));
    assertThat(guards.succeeded(fourth)).isEqualTo(Usable.LATER);
    assertThat(guards.released()).as("the primary ones are due again").isEmpty();
    assertThat(guards.isExpired(fourth)).isFalse();
    now = now.plus(Duration.ofMinutes(10)).plusSeconds(1);
    assertThat(guards.isExpired(fourth)).isTrue();
  }

  /** Three primary guards by which circuits came about. */
  private void confirmThree() {
    Set<RsaIdentity> confirmed = new HashSet<>();
    while (confirmed.size() < 3) {
      CircuitGuard next = guards.choose(GuardUsage.DIRECTORY, GuardRestriction.NONE).orElseThrow();
      guards.succeeded(next);
      confirmed.add(next.identity());
    }
  }

  /** Case net-4: this machine was off the network. */
  @Test
  void success_afterTenMinutesWithoutOne_hasThePrimaryGuardsTriedAgain() throws DecodeException {
    guards.use(network(30));
    confirmThree();
    CircuitGuard before = choose();
    guards.succeeded(before);
    now = now.plus(Duration.ofMinutes(9));
    failAll(3);
    CircuitGuard fourth = choose();
    now = now.plusSeconds(61);
    assertThat(guards.succeeded(fourth)).isEqualTo(Usable.LATER);
    assertThat(choose().identity()).isEqualTo(before.identity());
  }

  @Test
  void exitOfThePath_isNotItsGuard_andDrawsNoCircuitToFurtherGuards() throws DecodeException {
    NetworkView view = network(30);
    guards.use(view);
    RsaIdentity first = choose().identity();
    Relay exit = view.relay(first).orElseThrow();
    GuardRestriction restriction =
        new GuardRestriction.Path(
            exit, new Kinship(true, true, false, (one, two) -> false), Set.of());
    Set<RsaIdentity> others = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      others.add(guards.choose(GuardUsage.CIRCUIT, restriction).orElseThrow().identity());
    }
    assertThat(others).hasSize(1).doesNotContain(first);
  }

  /** TROVE-2026-030, -038 and -041: whatever happens behind the link is nobody's fault. */
  @Test
  void circuits_thatFailBehindTheLink_changeNothing() throws DecodeException {
    guards.use(network(30));
    RsaIdentity first = choose().identity();
    List<String> before = guards.lines();
    events.clear();
    for (int i = 0; i < 10_000; i++) {
      CircuitGuard next =
          guards
              .choose(i % 2 == 0 ? GuardUsage.CIRCUIT : GuardUsage.DIRECTORY, GuardRestriction.NONE)
              .orElseThrow();
      guards.ended(next);
    }
    assertThat(events).isEmpty();
    assertThat(guards.lines()).isEqualTo(before);
    assertThat(choose().identity()).isEqualTo(first);
  }

  /** A third of all guards is down at any time, each for some minutes; others come and go. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void thousandCircuits_whereAThirdOfTheGuardsFails_touchNoMoreGuardsThanTheSample(long seed)
      throws DecodeException {
    NetworkView view = network(200);
    guards.use(view);
    Random random = new Random(seed);
    Set<RsaIdentity> touched = new HashSet<>();
    Set<RsaIdentity> used = new HashSet<>();
    Map<RsaIdentity, Boolean> down = new HashMap<>();
    int circuits = 0;
    for (int second = 0; circuits < 1000; second++) {
      now = now.plusSeconds(10);
      if (second % 60 == 0) {
        down.clear();
      }
      CircuitGuard next = guards.choose(GuardUsage.CIRCUIT, GuardRestriction.NONE).orElse(null);
      if (next == null) {
        continue;
      }
      touched.add(next.identity());
      if (down.computeIfAbsent(next.identity(), id -> random.nextInt(3) == 0)) {
        guards.unreachable(next);
        continue;
      }
      Usable usable = guards.succeeded(next);
      circuits++;
      if (usable == Usable.NOW || guards.released().contains(next)) {
        used.add(next.identity());
      }
      guards.ended(next);
    }
    // All three primary guards down at once: one time of 27, for ten minutes; then the next ones.
    assertThat(touched).as("touched").hasSizeLessThanOrEqualTo(10);
    assertThat(used).hasSizeLessThanOrEqualTo(touched.size());
    assertThat(guards.lines()).hasSizeLessThanOrEqualTo(40);
  }

  @Test
  void guard_unlistedForTwentyDays_isForgotten_andOneThatReturnsIsNot() throws DecodeException {
    NetworkView all = network(40);
    guards.use(all);
    List<String> before = identities();
    TestNetwork fewer = new TestNetwork();
    for (int i = 0; i < 40; i++) {
      fewer.relay(i % 2 == 0 ? GUARD : "Fast Running Stable V2Dir Valid", 10, "");
    }
    guards.use(fewer.view());
    assertThat(guards.lines()).anyMatch(line -> line.contains(" listed=0"));
    assertThat(identities()).containsAll(before);
    guards.use(all);
    assertThat(guards.lines()).noneMatch(line -> line.contains("unlisted_since"));
    guards.use(fewer.view());
    // Nothing is concluded from a consensus of days ago; a file is read, and time has passed.
    List<String> aged =
        guards.lines().stream()
            .map(
                line ->
                    line.replaceAll("unlisted_since=\\S+", "unlisted_since=2026-11-29T00:00:00"))
            .toList();
    guards = selection();
    assertThat(guards.restore(aged)).isZero();
    guards.use(fewer.view());
    assertThat(guards.lines()).noneMatch(line -> line.contains(" listed=0"));
  }

  private List<String> identities() {
    return guards.lines().stream().map(line -> line.replaceAll(".*rsa_id=(\\S+).*", "$1")).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "sampled_on=2026-08-21T00:00:00, false", // 121 days before
    "sampled_on=2026-08-23T00:00:00, true",
    "sampled_on=2026-08-01T00:00:00 confirmed_on=2026-10-23T00:00:00 confirmed_idx=0, true",
    "sampled_on=2026-10-01T00:00:00 confirmed_on=2026-10-20T00:00:00 confirmed_idx=0, false"
  })
  void guard_thatHadItsTime_isForgotten(String dates, boolean kept) throws DecodeException {
    NetworkView view = network(1);
    String id = view.relays().get(0).identity().toHex();
    guards.restore(List.of("in=default rsa_id=" + id + " sampled_by=0.4.9.15 listed=1 " + dates));
    guards.use(view);
    // Forgotten, it can be drawn anew.
    assertThat(guards.lines()).hasSize(1);
    assertThat(guards.lines().get(0).contains("sampled_by=0.4.9.15")).isEqualTo(kept);
  }

  @Test
  void restore_whatWasWritten_makesTheSameChoices() throws DecodeException {
    NetworkView view = network(60);
    guards.use(view);
    confirmThree();
    failAll(1);
    CircuitGuard second = choose();
    guards.succeeded(second);
    List<String> written = guards.lines();
    assertThat(changes).isPositive();
    guards = selection();
    assertThat(guards.restore(written)).isZero();
    guards.use(view);
    assertThat(guards.lines()).isEqualTo(written);
    guards.unreachable(choose());
    assertThat(choose().identity()).isEqualTo(second.identity());
  }

  @Test
  void restore_unreadableLines_areCounted_andTheOthersKept() throws DecodeException {
    NetworkView view = network(3);
    String id = view.relays().get(1).identity().toHex();
    int refused =
        guards.restore(
            List.of(
                "",
                "in=default",
                "rsa_id=" + id,
                "in=default rsa_id=xyz",
                "in=legacy rsa_id=" + id,
                "in=bridges rsa_id=" + id + " bridge_addr=192.0.2.1:9001",
                "in=default rsa_id="
                    + id
                    + " sampled_on=never sampled_idx=-7 listed=1 confirmed_idx=x"
                    + " unlisted_since=2026-13-99T99:99:99 pb_use_attempts=1.000000 new=thing"));
    assertThat(refused).isEqualTo(5);
    guards.use(view);
    assertThat(guards.lines())
        .hasSize(3)
        .anyMatch(line -> line.endsWith("listed=1 pb_use_attempts=1.000000 new=thing"));
    assertThat(guards.replaces("in=bridges rsa_id=" + id)).isFalse();
    assertThat(guards.replaces("in=default rsa_id=" + id)).isTrue();
  }

  @Test
  void guard_withoutItsMicrodescriptor_isWaitedFor_butNotForDocuments() throws DecodeException {
    TestNetwork network = new TestNetwork();
    for (int i = 0; i < 6; i++) {
      network.missing(GUARD, 10);
    }
    guards.use(network.view());
    assertThat(guards.awaitsMicrodescriptors()).isTrue();
    assertThat(guards.choose(GuardUsage.CIRCUIT, GuardRestriction.NONE)).isEmpty();
    assertThat(guards.choose(GuardUsage.DIRECTORY, GuardRestriction.NONE)).isPresent();
    guards.use(network(6));
    assertThat(guards.awaitsMicrodescriptors()).isFalse();
  }

  @Test
  void consensus_thatIsTwoDaysOld_drawsNoGuards() throws DecodeException {
    now = now.plus(Duration.ofDays(2));
    guards.use(network(30));
    assertThat(guards.lines()).isEmpty();
    assertThat(guards.choose(GuardUsage.CIRCUIT, GuardRestriction.NONE)).isEmpty();
  }

  @Test
  void parameters_ofTheNetwork_areObeyed() throws DecodeException {
    guards.use(
        network(
            100,
            "guard-max-sample-size=5 guard-min-filtered-sample-size=4 guard-n-primary-guards-to-use=2"
                + " guard-n-primary-guards=2"));
    assertThat(guards.lines()).hasSize(4);
    Set<RsaIdentity> used = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      used.add(choose().identity());
    }
    assertThat(used).hasSize(2);
    for (int i = 0; i < 100; i++) {
      guards
          .choose(GuardUsage.CIRCUIT, GuardRestriction.NONE)
          .ifPresent(chosen -> guards.unreachable(chosen));
    }
    assertThat(guards.lines()).hasSize(5);
  }

  /** As in C tor, a set of its own where fewer than a fifth of all may be used. */
  @Test
  void user_whoLeavesFewGuards_hasASetOfTheirOwn_drawnFromThemAlone() throws DecodeException {
    NetworkView view = network(100);
    Set<RsaIdentity> few = new HashSet<>();
    view.relays().stream().limit(19).forEach(relay -> few.add(relay.identity()));
    guards.only(entry -> few.contains(entry.identity()));
    guards.use(view);
    assertThat(guards.lines())
        .hasSize(19)
        .allMatch(line -> line.startsWith("in=restricted rsa_id="))
        .allMatch(line -> few.stream().anyMatch(each -> line.contains(each.toHex())));
    assertThat(few).contains(choose().identity());
  }

  @Test
  void user_whoLeavesMany_hasTheNormalSet_andUsesWhatItHolds() throws DecodeException {
    NetworkView view = network(100);
    Set<RsaIdentity> some = new HashSet<>();
    view.relays().stream().limit(50).forEach(relay -> some.add(relay.identity()));
    guards.only(entry -> some.contains(entry.identity()));
    guards.use(view);
    assertThat(guards.lines()).allMatch(line -> line.startsWith("in=default "));
    assertThat(guards.lines())
        .as("others are sampled too, so that the sample tells nothing")
        .anyMatch(line -> some.stream().noneMatch(each -> line.contains(each.toHex())));
    assertThat(some).contains(choose().identity());
  }

  /** Where 20 of 100 are left: 5 % to either side of what the network asks for are passed by. */
  @ParameterizedTest
  @CsvSource({"20,22,false", "20,23,true", "21,20,false", "21,19,true"})
  void set_changesOnlyWhereTheLeftAreClearlyMoreOrFewer(int before, int after, boolean changes)
      throws DecodeException {
    NetworkView view = network(100, "guard-meaningful-restriction-percent=" + before);
    Set<RsaIdentity> left = new HashSet<>();
    view.relays().stream().limit(20).forEach(relay -> left.add(relay.identity()));
    guards.only(entry -> left.contains(entry.identity()));
    guards.use(view);
    guards.use(network(100, "guard-meaningful-restriction-percent=" + after));
    Set<String> sets = new HashSet<>();
    guards.lines().forEach(line -> sets.add(line.split(" ", -1)[0]));
    String first = before == 20 ? "in=default" : "in=restricted";
    String second = before == 20 ? "in=restricted" : "in=default";
    assertThat(sets).isEqualTo(changes ? Set.of(first, second) : Set.of(first));
    GuardSelection again = selection();
    assertThat(again.restore(guards.lines())).isZero();
    assertThat(again.lines()).isEqualTo(guards.lines());
  }

  @Test
  void relay_whoseLinkIsLost_isSaidToBeSoForAMinute_andIsNotBlamed() throws DecodeException {
    guards.use(network(100));
    CircuitGuard first = choose();
    guards.succeeded(first);
    guards.linkLost(first);
    assertThat(guards.isLost(first.identity())).isTrue();
    assertThat(choose().identity()).isEqualTo(first.identity());
    now = now.plusSeconds(59);
    assertThat(guards.isLost(first.identity())).isTrue();
    now = now.plusSeconds(1);
    assertThat(guards.isLost(first.identity())).isFalse();
    guards.unreachable(choose());
    assertThat(guards.isLost(first.identity())).isTrue();
    now = now.plus(Duration.ofMinutes(10));
    CircuitGuard again = choose();
    guards.linkLost(again);
    guards.succeeded(again);
    assertThat(guards.isLost(again.identity())).as("a link came about").isFalse();
  }

  @Test
  void forgotten_guards_comeBackByChanceAlone_andTheirCircuitsAreNotUsed() throws DecodeException {
    guards.use(network(1000));
    CircuitGuard built = choose();
    guards.succeeded(built);
    CircuitGuard pending = choose();
    List<String> before = guards.lines();
    int saved = changes;
    guards.forget();
    assertThat(guards.lines()).isEmpty();
    assertThat(changes).isEqualTo(saved + 1);
    assertThat(guards.succeeded(pending)).isEqualTo(Usable.NEVER);
    guards.ended(pending);
    guards.ended(built);
    assertThat(guards.succeeded(choose())).isEqualTo(Usable.NOW);
    assertThat(guards.lines()).isNotEmpty().doesNotContainAnyElementsOf(before);
    assertThat(guards.statuses()).hasSizeGreaterThanOrEqualTo(20);
  }
}
