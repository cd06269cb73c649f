package org.tropea.client;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.tropea.client.pool.Isolation;
import org.tropea.protocol.stream.TorStream;

/** Whoever can open streams to targets. Confined to its loop. */
public interface Connector {
  /** The loop on which to call, and on which the streams live. */
  EventLoop loop();

  /**
   * Opens a stream; it comes connected, with reading turned off until its pipeline is set up.
   *
   * @return fails with a {@link ConnectFailure}; to cancel it is to want the stream no more
   */
  default Future<TorStream> connect(Target target, Isolation isolation) {
    return connect(target, isolation, new OptimisticData());
  }

  /** The same, for a program that says something before it is connected. */
  Future<TorStream> connect(Target target, Isolation isolation, OptimisticData early);
}
