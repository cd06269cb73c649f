package org.tropea.client.pool;

import org.jspecify.annotations.Nullable;
import org.tropea.directory.network.Relay;

/** A circuit that could not be built, and the relay it got stuck at. */
public final class BuildFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Relay relay;

  BuildFailure(String message, @Nullable Relay relay) {
    super(message, null, false, false);
    this.relay = relay;
  }

  /** The relay that was to be reached when it failed; null when no path was found at all. */
  public @Nullable Relay relay() {
    return relay;
  }
}
