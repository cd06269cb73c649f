package org.tropea.onionservice.host;

import io.netty.util.concurrent.Future;
import org.tropea.onionservice.address.OnionAddress;

/** An onion service that is hosted here, until it is closed. Any thread. */
public final class OnionService implements AutoCloseable {
  private final OnionAddress address;
  private final Future<Void> published;
  private final Runnable end;

  OnionService(OnionAddress address, Future<Void> published, Runnable end) {
    this.address = address;
    this.published = published;
    this.end = end;
  }

  /** Where it is. */
  public OnionAddress address() {
    return address;
  }

  /**
   * Done when directories have taken its descriptors, so that it can be reached.
   *
   * @return fails with a {@code ConnectFailure} when it is closed before
   */
  public Future<Void> published() {
    return published;
  }

  /** Ends it: its introduction points and its clients' circuits. Again does nothing. */
  @Override
  public void close() {
    end.run();
  }
}
