package org.tropea.protocol.flow;

import java.util.concurrent.TimeUnit;

/** A clock and a channel that a test holds in its hands. */
public final class FakeSignals implements ChannelSignals {
  private long nanos;
  int queued;
  boolean blocked;

  /** Lets time pass. */
  public void passMicros(long micros) {
    nanos += TimeUnit.MICROSECONDS.toNanos(micros);
  }

  void setNanos(long now) {
    nanos = now;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public int queued() {
    return queued;
  }

  @Override
  public boolean isBlocked() {
    return blocked;
  }
}
