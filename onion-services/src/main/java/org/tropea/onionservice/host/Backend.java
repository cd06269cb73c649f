package org.tropea.onionservice.host;

import org.tropea.protocol.stream.TorStream;

/** What stands behind an onion service: servers, or the program itself. On the client's loop. */
public interface Backend {
  /** Whether {@code port} leads anywhere. */
  boolean has(int port);

  /**
   * A client wants to be connected to {@code port}, which leads somewhere. The stream waits to be
   * {@linkplain TorStream#accept accepted} or {@linkplain TorStream#end ended}; once accepted it
   * reads when its {@code autoRead} is turned on.
   *
   * @param circuit a number of the client's circuit, which other streams of it have too
   */
  void connect(TorStream stream, int port, long circuit);
}
