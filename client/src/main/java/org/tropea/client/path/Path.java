package org.tropea.client.path;

import static java.util.stream.Collectors.joining;

import java.util.List;
import org.tropea.directory.network.Relay;

/** Three distinct relays in the order a circuit passes them. */
public record Path(Relay guard, Relay middle, Relay exit) {
  /** The relays in order. */
  public List<Relay> hops() {
    return List.of(guard, middle, exit);
  }

  /** The relays' nicknames. */
  @Override
  public String toString() {
    return hops().stream().map(relay -> relay.entry().nickname()).collect(joining(", "));
  }
}
