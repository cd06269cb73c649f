package org.tropea.authority.vote;

import java.time.Duration;
import java.time.Instant;
import org.tropea.directory.network.Parameters;

/**
 * From where an authority looks when it votes.
 *
 * @param watching for how long it has been watching the relays
 * @param parameters of the latest consensus
 */
public record Watch(Instant now, Duration watching, Parameters parameters) {
  private static final Duration ENOUGH = Duration.ofHours(4);

  /** Whether it watched long enough to judge relays by their failures. */
  boolean enoughHistory() {
    return watching.compareTo(ENOUGH) > 0;
  }
}
