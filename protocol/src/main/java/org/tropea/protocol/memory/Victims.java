package org.tropea.protocol.memory;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/** The circuits and streams of one loop that could be let go, as they are told. On that loop. */
public final class Victims {
  /**
   * One that could be let go.
   *
   * @param circuit it is, or is on; compared by identity, so that its two ends are one
   * @param stream whether it is a stream
   * @param ageNanos for which its oldest has waited
   * @param bytes that are free once it is gone
   * @param loop it lives on
   * @param end lets it go, on that loop
   */
  record Victim(
      Object circuit, boolean stream, long ageNanos, long bytes, EventLoop loop, Runnable end) {}

  private final EventLoop loop;
  private final List<Victim> all = new ArrayList<>();

  Victims(EventLoop loop) {
    this.loop = loop;
  }

  /** One end of a circuit, or one with no more than streams that hold something. */
  public void circuit(Object circuit, long ageNanos, long bytes, Runnable end) {
    all.add(new Victim(circuit, false, ageNanos, bytes, loop, end));
  }

  /** A stream of this circuit. */
  public void stream(Object circuit, long ageNanos, long bytes, Runnable end) {
    all.add(new Victim(circuit, true, ageNanos, bytes, loop, end));
  }

  List<Victim> all() {
    return all;
  }
}
