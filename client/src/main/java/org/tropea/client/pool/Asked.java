package org.tropea.client.pool;

import org.tropea.client.path.Path;

/**
 * What a stream asks of the pool, and when. Immutable.
 *
 * @param lasting whether its conversation will probably last
 * @param identity how often a new identity had been asked for by then: streams of two identities
 *     never share a circuit
 */
record Asked(Usage.Exit usage, boolean lasting, int identity) {
  /** Whether a circuit along {@code path} would do. */
  boolean isMetBy(Path path) {
    return usage.isMetBy(path) && (path.stable() || !lasting);
  }

  /** The same, by whatever relays. */
  Asked byAnyRelay() {
    return new Asked(usage.byAnyRelay(), lasting, identity);
  }
}
