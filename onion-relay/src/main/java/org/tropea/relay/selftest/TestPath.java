package org.tropea.relay.selftest;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.network.Relay;

/**
 * Two relays by way of which a relay asks for itself: drawn by their bandwidth of those that run,
 * the second able to extend over the family that is tested. No guards: what is tested is no secret.
 */
public record TestPath(Relay first, Relay second) {
  private static final int SUBNET_LENGTH = 2;

  /**
   * Draws one.
   *
   * @param self who is tested, and on no path of its own
   * @param ipv6 whether it is tested over IPv6
   * @param distinct whether the two are to be of different networks
   * @return nothing where there are not two that are fit
   */
  static Optional<TestPath> draw(
      List<Relay> relays,
      RsaIdentity self,
      boolean ipv6,
      boolean distinct,
      RandomGenerator random) {
    List<Relay> fit =
        relays.stream()
            .filter(each -> !each.identity().equals(self))
            .filter(each -> each.has(RelayFlag.RUNNING) && each.has(RelayFlag.VALID))
            .toList();
    List<Relay> fast = fit.stream().filter(each -> each.has(RelayFlag.FAST)).toList();
    List<Relay> among = fast.size() < 2 ? fit : fast;
    return draw(among, each -> !ipv6 || extendsOverIpv6(each), random)
        .flatMap(
            second ->
                draw(among, each -> goesWith(each, second, distinct), random)
                    .map(first -> new TestPath(first, second)));
  }

  private static boolean goesWith(Relay first, Relay second, boolean distinct) {
    return !first.identity().equals(second.identity()) && !(distinct && isNear(first, second));
  }

  private static boolean extendsOverIpv6(Relay relay) {
    return relay.entry().ipv6() != null && relay.entry().protocols().supports("Relay", 3);
  }

  private static boolean isNear(Relay one, Relay other) {
    return Arrays.equals(subnet(one), subnet(other));
  }

  private static byte[] subnet(Relay relay) {
    InetAddress address = relay.entry().address().getAddress();
    return Arrays.copyOf(address.getAddress(), SUBNET_LENGTH);
  }

  private static Optional<Relay> draw(
      List<Relay> relays, Predicate<Relay> fit, RandomGenerator random) {
    List<Relay> among = relays.stream().filter(fit).toList();
    if (among.isEmpty()) {
      return Optional.empty();
    }
    List<Long> ends = new ArrayList<>();
    long sum = 0;
    for (Relay each : among) {
      sum += 1 + Math.max(0, each.entry().bandwidth());
      ends.add(sum);
    }
    long drawn = random.nextLong(sum);
    int i = 0;
    while (ends.get(i) <= drawn) {
      i++;
    }
    return Optional.of(among.get(i));
  }
}
