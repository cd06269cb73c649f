package org.tropea.protocol.stream;

import java.io.Serial;
import java.net.SocketAddress;

/** Stands where Netty asks a stream for its address: a stream has none, and must log none. */
final class StreamAddress extends SocketAddress {
  @Serial private static final long serialVersionUID = 1L;
  static final StreamAddress INSTANCE = new StreamAddress();

  private StreamAddress() {}

  @Override
  public String toString() {
    return "stream";
  }
}
