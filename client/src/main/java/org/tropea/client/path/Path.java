package org.tropea.client.path;

import static java.util.stream.Collectors.joining;

import java.util.List;
import org.tropea.directory.network.Relay;

/**
 * The relays that a circuit passes, in order. Immutable.
 *
 * @param hops one or more, each once
 * @param stable whether it was drawn for conversations that last, by stable relays where there are
 *     enough
 */
public record Path(List<Relay> hops, boolean stable) {
  /** Refuses a path without relays, and one that comes to a relay twice. */
  public Path {
    hops = List.copyOf(hops);
    if (hops.isEmpty() || hops.stream().map(Relay::identity).distinct().count() < hops.size()) {
      throw new IllegalArgumentException("a path passes at least one relay, and none twice");
    }
  }

  /** A path that was drawn without a thought of how long it will last. */
  public Path(List<Relay> hops) {
    this(hops, false);
  }

  /** Where it enters the network: the only relay that knows whose it is. */
  public Relay first() {
    return hops.get(0);
  }

  /** Where it ends: the exit, or whoever else is asked for something. */
  public Relay last() {
    return hops.get(hops.size() - 1);
  }

  /** All but the first. */
  public List<Relay> behindFirst() {
    return hops.subList(1, hops.size());
  }

  /** The relays' nicknames. */
  @Override
  public String toString() {
    return hops.stream().map(relay -> relay.entry().nickname()).collect(joining(", "));
  }
}
