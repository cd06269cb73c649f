package org.tropea.client.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.guard.GuardListener;
import org.tropea.client.guard.GuardSelection;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.network.Kinship;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.TestNetwork;

/**
 * Rows P05 to P08: 10,000 clients draw their first path, and each position is filled as often as
 * the formula of path-spec 2.2 has it, by weights, flags, families and networks.
 */
class PathStatisticsTest {
  private static final int PATHS = 10_000;
  private static final int PORT = 443;
  private static final Kinship KINSHIP = new Kinship(true, true, true, (one, two) -> false);

  /** The same draws each time: a test of figures must not fail once in a while. */
  private static final class Repeatable extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final Random random;

    Repeatable(long seed) {
      random = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
      random.nextBytes(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void positions_of10000Paths_areFilledByTheFormula(long seed) throws Exception {
    NetworkView network = RandomNetwork.of(seed, 100);
    SecureRandom random = new Repeatable(seed);
    List<Map<RsaIdentity, Double>> drawn =
        List.of(new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (int i = 0; i < PATHS; i++) {
      GuardSelection guards =
          new GuardSelection(() -> ConsensusText.VALID_AFTER, random, "test", GuardListener.NONE);
      guards.use(network);
      List<Relay> hops =
          new PathSelector(guards, PathRules.USUAL, random)
              .select(network, PORT, relay -> true)
              .path()
              .hops();
      for (int hop = 0; hop < 3; hop++) {
        drawn.get(hop).merge(hops.get(hop).identity(), 1.0, Double::sum);
      }
    }
    List<Map<RsaIdentity, Double>> expected = expected(network);
    for (int hop = 0; hop < 3; hop++) {
      assertClose(drawn.get(hop), expected.get(hop), hop);
    }
  }

  /** Chi-square, six standard deviations above what chance alone gives. */
  private static void assertClose(
      Map<RsaIdentity, Double> drawn, Map<RsaIdentity, Double> expected, int hop) {
    assertThat(expected.keySet()).containsAll(drawn.keySet());
    double square = 0;
    int kinds = 0;
    for (Map.Entry<RsaIdentity, Double> each : expected.entrySet()) {
      double count = each.getValue() * PATHS;
      if (count >= 5) {
        double off = drawn.getOrDefault(each.getKey(), 0.0) - count;
        square += off * off / count;
        kinds++;
      }
    }
    assertThat(kinds).isGreaterThan(8);
    assertThat(square).as("hop %d", hop).isLessThan(kinds + 6 * Math.sqrt(2.0 * kinds));
  }

  /** The share of each relay in each position, over all exits, guards and middles. */
  private static List<Map<RsaIdentity, Double>> expected(NetworkView network) {
    List<Map<RsaIdentity, Double>> shares =
        List.of(new HashMap<>(), new HashMap<>(), new HashMap<>());
    shares(
            network,
            PathStatisticsTest::exitWeight,
            relay -> relay.has(RelayFlag.FAST) && relay.allowsExit(PORT))
        .forEach(
            (exit, exitShare) -> {
              shares.get(2).merge(exit.identity(), exitShare, Double::sum);
              shares(
                      network,
                      PathStatisticsTest::guardWeight,
                      relay -> isGuard(relay) && !KINSHIP.joins(relay, exit))
                  .forEach(
                      (guard, share) -> {
                        double guardShare = exitShare * share;
                        shares.get(0).merge(guard.identity(), guardShare, Double::sum);
                        shares(
                                network,
                                PathStatisticsTest::middleWeight,
                                relay ->
                                    relay.has(RelayFlag.FAST)
                                        && !KINSHIP.joins(relay, exit)
                                        && !KINSHIP.joins(relay, guard))
                            .forEach(
                                (middle, part) ->
                                    shares
                                        .get(1)
                                        .merge(middle.identity(), guardShare * part, Double::sum));
                      });
            });
    return shares;
  }

  private static Map<Relay, Double> shares(
      NetworkView network, ToDoubleFunction<Relay> weight, Predicate<Relay> fits) {
    Map<Relay, Double> shares = new HashMap<>();
    double total = network.relays().stream().filter(fits).mapToDouble(weight).sum();
    for (Relay relay : network.relays()) {
      if (fits.test(relay) && weight.applyAsDouble(relay) > 0) {
        shares.put(relay, weight.applyAsDouble(relay) / total);
      }
    }
    return shares;
  }

  private static boolean isGuard(Relay relay) {
    return relay.has(RelayFlag.GUARD)
        && relay.has(RelayFlag.FAST)
        && relay.has(RelayFlag.STABLE)
        && relay.has(RelayFlag.V2_DIR)
        && relay.has(RelayFlag.VALID);
  }

  private static double exitWeight(Relay relay) {
    return weight(relay, "Weg", "Wem", "Wee", "Wed");
  }

  private static double middleWeight(Relay relay) {
    return weight(relay, "Wmg", "Wmm", "Wme", "Wmd");
  }

  private static double guardWeight(Relay relay) {
    // No exit that is no guard is drawn here.
    return weight(relay, "Wgg", "Wgm", "Wgm", "Wgd");
  }

  private static double weight(Relay relay, String guard, String middle, String exit, String both) {
    boolean isGuard = relay.has(RelayFlag.GUARD);
    boolean isExit = relay.has(RelayFlag.EXIT) && !relay.has(RelayFlag.BAD_EXIT);
    String name = isGuard ? (isExit ? both : guard) : (isExit ? exit : middle);
    return (double) relay.entry().bandwidth() * TestNetwork.WEIGHTS.getOrDefault(name, 0);
  }
}
