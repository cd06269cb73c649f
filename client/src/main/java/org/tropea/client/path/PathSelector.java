package org.tropea.client.path;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.tropea.client.guard.CircuitGuard;
import org.tropea.client.guard.GuardRestriction;
import org.tropea.client.guard.GuardSelection;
import org.tropea.client.guard.GuardUsage;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.network.Kinship;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Position;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.RelaySelector;

/**
 * Draws paths of three relays, the later two weighted by bandwidth for their position (path-spec
 * 2.2).
 *
 * <p>The exit is drawn first, among those whose policy allows the port; then comes a guard of the
 * selection that fits it, and a middle relay. No two relays of a path are kin. Confined to the loop
 * of its guards.
 */
public final class PathSelector {
  private final GuardSelection guards;
  private final PathRules rules;
  private final SecureRandom random;

  /** A selector that goes by these rules. */
  public PathSelector(GuardSelection guards, PathRules rules, SecureRandom random) {
    this.guards = guards;
    guards.only(relay -> rules.relays().allowsEntry(relay) && rules.reachable().allows(relay));
    guards.judge(rules.bias());
    this.rules = rules;
    this.random = random;
  }

  /** What it draws by. */
  public SecureRandom random() {
    return random;
  }

  /** Where its paths begin; whoever builds them tells it what comes of that. */
  public GuardSelection guards() {
    return guards;
  }

  /** Whether conversations on this port mostly last. */
  public boolean isLongLived(int port) {
    return rules.longLivedPorts().contains(port);
  }

  /**
   * Draws a path whose exit serves {@code port}.
   *
   * @param usable what the relays behind the guard must be: nothing that they do shall have us
   *     leave our guard
   * @throws NoPathException when a position cannot be filled
   */
  public GuardedPath select(NetworkView view, int port, Predicate<Relay> usable)
      throws NoPathException {
    return select(view, usable.and(relay -> relay.allowsExit(port)), isLongLived(port), usable);
  }

  /**
   * Draws a path for streams that nobody has asked for yet.
   *
   * @param ports of which its exit serves one; none where any exit will do
   * @throws NoPathException when a position cannot be filled
   */
  public GuardedPath ahead(NetworkView view, Collection<Integer> ports) throws NoPathException {
    Predicate<Relay> exits =
        ports.isEmpty() ? Relay::isExit : relay -> ports.stream().anyMatch(relay::allowsExit);
    return select(view, exits, ports.stream().anyMatch(this::isLongLived), relay -> true);
  }

  private GuardedPath select(
      NetworkView view, Predicate<Relay> exits, boolean stable, Predicate<Relay> usable)
      throws NoPathException {
    Predicate<Relay> fit =
        usable
            .and(relay -> relay.has(RelayFlag.FAST))
            .and(relay -> !stable || relay.has(RelayFlag.STABLE));
    Relay exit =
        draw(view, Position.EXIT, fit.and(exits), "no exit that may be used serves the port");
    GuardedPath drawn = to(view, exit, fit, Set.of());
    return stable ? lasting(drawn) : drawn;
  }

  /**
   * Draws a path for the first leg of a conflux set, by stable relays where there are enough.
   *
   * @param ports of which its exit serves one, where there is such
   * @param exits where sets may end
   * @throws NoPathException when a position cannot be filled
   */
  public GuardedPath firstLeg(NetworkView view, Collection<Integer> ports, Predicate<Relay> exits)
      throws NoPathException {
    Predicate<Relay> serving = relay -> ports.stream().anyMatch(relay::allowsExit);
    return byStable(
        fit -> {
          Relay exit =
              new RelaySelector(view, random)
                  .choose(Position.EXIT, fit.and(exits).and(serving).and(allowedAs(Position.EXIT)))
                  .orElse(null);
          if (exit == null) {
            Predicate<Relay> any = fit.and(exits).and(Relay::isExit);
            exit = draw(view, Position.EXIT, any, "no exit speaks conflux");
          }
          return to(view, exit, fit, Set.of());
        });
  }

  /**
   * Draws a path for another leg, to the exit of the first.
   *
   * @param guards of the others
   * @param middles of the others
   * @throws NoPathException when a position cannot be filled
   */
  public GuardedPath furtherLeg(
      NetworkView view, Relay exit, Set<RsaIdentity> guards, Set<RsaIdentity> middles)
      throws NoPathException {
    return byStable(
        fit -> to(view, exit, fit.and(relay -> !middles.contains(relay.identity())), guards));
  }

  private interface Drawing {
    GuardedPath by(Predicate<Relay> fit) throws NoPathException;
  }

  private static GuardedPath byStable(Drawing drawing) throws NoPathException {
    Predicate<Relay> fast = relay -> relay.has(RelayFlag.FAST);
    try {
      return lasting(drawing.by(fast.and(relay -> relay.has(RelayFlag.STABLE))));
    } catch (NoPathException e) {
      return lasting(drawing.by(fast));
    }
  }

  private static GuardedPath lasting(GuardedPath drawn) {
    return new GuardedPath(new Path(drawn.path().hops(), true), drawn.guard());
  }

  /**
   * Draws a path to this exit.
   *
   * @param fit what the middle relay must be
   * @param without relays that its guard must not be, such as the guards of other paths to the exit
   * @throws NoPathException when a position cannot be filled
   */
  public GuardedPath to(
      NetworkView view, Relay exit, Predicate<Relay> fit, Set<RsaIdentity> without)
      throws NoPathException {
    Kinship kinship = kinship(view);
    CircuitGuard chosen =
        guards
            .choose(GuardUsage.CIRCUIT, new GuardRestriction.Path(exit, kinship, without))
            .orElseThrow(() -> new NoPathException("no guard that may be used fits the exit"));
    try {
      Relay guard =
          view.relay(chosen.identity())
              .orElseThrow(() -> new NoPathException("the guard is not of this network"));
      Relay middle =
          draw(
              view,
              Position.MIDDLE,
              fit.and(relay -> !kinship.joins(relay, exit) && !kinship.joins(relay, guard)),
              "no middle relay that may be used fits guard and exit");
      return new GuardedPath(new Path(List.of(guard, middle, exit)), chosen);
    } catch (NoPathException e) {
      guards.ended(chosen);
      throw e;
    }
  }

  private Predicate<Relay> allowedAs(Position position) {
    RelayRules relays = rules.relays();
    return position == Position.EXIT
        ? relay -> relays.allowsExit(relay.entry())
        : relay -> relays.allowsMiddle(relay.entry());
  }

  /** Whether the user lets circuits pass {@code relay}. */
  public boolean allowsMiddle(Relay relay) {
    return rules.relays().allowsMiddle(relay.entry());
  }

  /**
   * Draws the beginning of a path for onion services whose end is drawn after it: a guard, and a
   * relay of the second layer (proposal 333). As in C tor, kinship does not count, and the guard is
   * whichever comes first.
   *
   * @param secondLayer the relays that the second may be
   * @throws NoPathException when a position cannot be filled
   */
  public GuardedPath beginning(NetworkView view, Set<RsaIdentity> secondLayer)
      throws NoPathException {
    CircuitGuard chosen =
        guards
            .choose(GuardUsage.CIRCUIT, GuardRestriction.NONE)
            .orElseThrow(() -> new NoPathException("no guard that may be used"));
    List<Relay> second =
        view.relays().stream()
            .filter(relay -> secondLayer.contains(relay.identity()))
            .filter(relay -> !relay.identity().equals(chosen.identity()))
            .toList();
    Optional<Relay> guard = view.relay(chosen.identity());
    if (guard.isEmpty() || second.isEmpty()) {
      guards.ended(chosen);
      throw new NoPathException("no guard or no relay of the second layer that may be used");
    }
    Relay next = second.get(random.nextInt(second.size()));
    return new GuardedPath(new Path(List.of(guard.get(), next)), chosen);
  }

  /**
   * The relays that stand second in paths for onion services: those that the user says (row P13),
   * or those of vanguards-lite.
   */
  public Set<RsaIdentity> secondLayer(NetworkView view, SecondLayer lite) {
    RelayRules relays = rules.relays();
    return relays.secondLayer().isEmpty()
        ? lite.relays(view, this::allowsMiddle)
        : view.relays().stream()
            .filter(relay -> relays.isSecond(relay.entry()))
            .map(Relay::identity)
            .collect(Collectors.toSet());
  }

  /** Whether the user says who stands third in paths for onion services: then they are longer. */
  public boolean hasThirdLayer() {
    return !rules.relays().thirdLayer().isEmpty();
  }

  /**
   * The beginning of a path to a rendezvous point that we draw: two relays, or three where the user
   * has a third layer.
   *
   * @throws NoPathException when a position cannot be filled
   */
  public GuardedPath layers(NetworkView view, Set<RsaIdentity> secondLayer) throws NoPathException {
    GuardedPath two = beginning(view, secondLayer);
    return hasThirdLayer() ? withOfLayer(view, two, relay -> true) : two;
  }

  /**
   * The same path with one relay more: it keeps the user's third layer from an end that somebody
   * else has named.
   *
   * @throws NoPathException when there is none
   */
  public GuardedPath further(NetworkView view, GuardedPath path, RsaIdentity end)
      throws NoPathException {
    return withAnother(view, path, relay -> !relay.identity().equals(end));
  }

  /**
   * The same with a third relay, drawn for each path, where somebody else has named the end. That
   * may be our guard, as in C tor: it must not learn which one it is from what is left out.
   *
   * @param end the last relay of the path, which is neither the second nor the third
   * @throws NoPathException when a position cannot be filled
   */
  public GuardedPath longBeginning(NetworkView view, Set<RsaIdentity> secondLayer, RsaIdentity end)
      throws NoPathException {
    Set<RsaIdentity> others = new HashSet<>(secondLayer);
    others.remove(end);
    return withThird(view, beginning(view, others), relay -> !relay.identity().equals(end));
  }

  /**
   * The same for a circuit that is kept. It is extended later, to an end that it does not pass yet,
   * or ends here.
   *
   * @throws NoPathException when a position cannot be filled
   */
  public GuardedPath kept(NetworkView view, Set<RsaIdentity> secondLayer) throws NoPathException {
    return lasting(
        withThird(
            view,
            beginning(view, secondLayer),
            relay -> relay.has(RelayFlag.FAST) && relay.has(RelayFlag.STABLE)));
  }

  /** Whether the user or the network says that no circuit is to pass both. */
  public boolean joins(NetworkView view, Relay one, Relay two) {
    return kinship(view).joins(one, two);
  }

  private Kinship kinship(NetworkView view) {
    return Kinship.of(view.parameters(), rules.distinctSubnets(), rules.relays()::joins);
  }

  private GuardedPath withThird(NetworkView view, GuardedPath two, Predicate<Relay> wanted)
      throws NoPathException {
    return hasThirdLayer() ? withOfLayer(view, two, wanted) : withAnother(view, two, wanted);
  }

  /** Of the user's own layer each is drawn as often as another, as in C tor. */
  private GuardedPath withOfLayer(NetworkView view, GuardedPath two, Predicate<Relay> wanted)
      throws NoPathException {
    List<Relay> third =
        view.relays().stream()
            .filter(relay -> rules.relays().isThird(relay.entry()))
            .filter(wanted.and(relay -> !two.path().hops().contains(relay)))
            .toList();
    if (third.isEmpty()) {
      guards.ended(two.guard());
      throw new NoPathException("no relay of the third layer that may be used");
    }
    return followed(two, third.get(random.nextInt(third.size())));
  }

  private GuardedPath withAnother(NetworkView view, GuardedPath path, Predicate<Relay> wanted)
      throws NoPathException {
    try {
      return followed(
          path,
          draw(
              view,
              Position.MIDDLE,
              wanted.and(relay -> !path.path().hops().contains(relay)),
              "no further relay that may be used"));
    } catch (NoPathException e) {
      guards.ended(path.guard());
      throw e;
    }
  }

  private static GuardedPath followed(GuardedPath path, Relay next) {
    List<Relay> hops = new ArrayList<>(path.path().hops());
    hops.add(next);
    return new GuardedPath(new Path(hops), path.guard());
  }

  private Relay draw(NetworkView view, Position position, Predicate<Relay> wanted, String otherwise)
      throws NoPathException {
    Predicate<Relay> fit = wanted.and(allowedAs(position));
    RelaySelector selector = new RelaySelector(view, random);
    Optional<Relay> drawn =
        selector
            .choose(position, fit.and(relay -> !guards.isLost(relay.identity())))
            .or(() -> selector.choose(position, fit));
    return drawn.orElseThrow(() -> new NoPathException(otherwise));
  }
}
