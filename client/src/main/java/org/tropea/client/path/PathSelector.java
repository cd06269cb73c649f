package org.tropea.client.path;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Position;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.RelaySelector;

/**
 * Draws paths of three relays, each weighted by bandwidth for its position (path-spec 2.2).
 *
 * <p>The exit is drawn first, among those whose policy allows the port; then guard and middle. No
 * two relays of a path share a family or, unless told otherwise, an IPv4 network of 16 bits or an
 * IPv6 one of 32. Immutable, for any thread.
 */
public final class PathSelector {
  /** Ports whose conversations last, so that their relays should be stable, as in C tor. */
  private static final List<Integer> LONG_LIVED_PORTS =
      List.of(21, 22, 706, 1863, 5050, 5190, 5222, 5223, 6523, 6667, 6697, 8300);

  private final boolean distinctSubnets;
  private final SecureRandom random;

  /** A selector; {@code distinctSubnets} is the torrc option EnforceDistinctSubnets. */
  public PathSelector(boolean distinctSubnets, SecureRandom random) {
    this.distinctSubnets = distinctSubnets;
    this.random = random;
  }

  /**
   * Draws a path whose exit serves {@code port}.
   *
   * @param entry what the first relay must be besides
   * @param usable what every relay must be
   * @throws NoPathException when a position cannot be filled
   */
  public Path select(NetworkView view, int port, Predicate<Relay> entry, Predicate<Relay> usable)
      throws NoPathException {
    boolean stable = LONG_LIVED_PORTS.contains(port);
    Predicate<Relay> fit =
        usable
            .and(relay -> relay.has(RelayFlag.FAST))
            .and(relay -> !stable || relay.has(RelayFlag.STABLE));
    Relay exit =
        draw(
            view,
            Position.EXIT,
            fit.and(relay -> relay.allowsExit(port)),
            "no exit that may be used serves the port");
    Relay guard =
        draw(
            view,
            Position.GUARD,
            fit.and(entry).and(relay -> relay.has(RelayFlag.GUARD)).and(apartFrom(exit)),
            "no guard that may be used fits the exit");
    Relay middle =
        draw(
            view,
            Position.MIDDLE,
            fit.and(apartFrom(exit)).and(apartFrom(guard)),
            "no middle relay that may be used fits guard and exit");
    return new Path(List.of(guard, middle, exit));
  }

  private Relay draw(NetworkView view, Position position, Predicate<Relay> wanted, String otherwise)
      throws NoPathException {
    Optional<Relay> drawn = new RelaySelector(view, random).choose(position, wanted);
    return drawn.orElseThrow(() -> new NoPathException(otherwise));
  }

  private Predicate<Relay> apartFrom(Relay other) {
    return relay ->
        !relay.identity().equals(other.identity())
            && !relay.isFamilyOf(other)
            && !(distinctSubnets && sharesNetwork(relay, other));
  }

  private static boolean sharesNetwork(Relay one, Relay two) {
    if (samePrefix(one.entry().address().getAddress(), two.entry().address().getAddress(), 2)) {
      return true;
    }
    InetSocketAddress ipv6 = one.entry().ipv6();
    InetSocketAddress other = two.entry().ipv6();
    return ipv6 != null && other != null && samePrefix(ipv6.getAddress(), other.getAddress(), 4);
  }

  private static boolean samePrefix(InetAddress one, InetAddress two, int bytes) {
    return Arrays.equals(one.getAddress(), 0, bytes, two.getAddress(), 0, bytes);
  }
}
