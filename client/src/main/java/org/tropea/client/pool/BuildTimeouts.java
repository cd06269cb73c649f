package org.tropea.client.pool;

import java.time.Duration;

/**
 * How long a circuit may take to be built (row P15, where C tor learns it).
 *
 * @param another when another circuit is begun beside it for whoever waits
 * @param giveUp when it is given up
 */
public record BuildTimeouts(Duration another, Duration giveUp) {
  /** Before anything is known of this client's network. */
  public static final BuildTimeouts FIRST =
      new BuildTimeouts(Duration.ofMillis(1500), Duration.ofSeconds(30));
}
