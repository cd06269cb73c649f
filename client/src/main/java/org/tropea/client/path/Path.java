package org.tropea.client.path;

import java.util.List;
import org.tropea.directory.network.Relay;

/** Three distinct relays in the order a circuit passes them. */
public record Path(Relay guard, Relay middle, Relay exit) {
  /** The relays in order. */
  public List<Relay> hops() {
    return List.of(guard, middle, exit);
  }
}
