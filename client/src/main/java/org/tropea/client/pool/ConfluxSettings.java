package org.tropea.client.pool;

import org.jspecify.annotations.Nullable;
import org.tropea.protocol.message.ConfluxWish;

/**
 * Whether a client links circuits, and for what (row F11). Immutable.
 *
 * @param enabled null leaves it to the network
 * @param wish what it asks exits to send for
 */
public record ConfluxSettings(@Nullable Boolean enabled, ConfluxWish wish) {
  /** Those of C tor's clients where nothing is said. */
  public static final ConfluxSettings USUAL =
      new ConfluxSettings(null, ConfluxWish.HIGH_THROUGHPUT);
}
