package org.tropea.proxy.socks;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.SocketAddress;
import java.time.Duration;
import org.tropea.protocol.stream.Lingering;
import org.tropea.proxy.request.ProgramConnection;
import org.tropea.proxy.request.ProgramListener;
import org.tropea.proxy.request.Requests;

/** A port where programs ask for streams and addresses by SOCKS 4, 4a and 5. */
public final class SocksListener {
  private SocksListener() {}

  /**
   * Listens on {@code address}.
   *
   * @param timeout how long a program may take over its request
   * @return the listening channel, once it is bound
   */
  public static ChannelFuture bind(Requests requests, SocketAddress address, Duration timeout) {
    SocksPort port = new SocksPort(requests, timeout, new Lingering(Lingering.USUAL_BYTES));
    return ProgramListener.bind(requests, address, program -> serve(port, program));
  }

  /** Puts the front into the pipeline of a new connection. */
  static void serve(SocksPort port, Channel program) {
    ProgramConnection connection = new ProgramConnection(port.timeout(), port.lingering());
    program
        .pipeline()
        .addLast(new SocksGreeting(port.requests().warnings()))
        .addLast("socks4", new Socks4Handler(port.requests(), connection, program))
        .addLast("socks5", new Socks5Handler(port.requests(), connection, program))
        .addLast(connection);
  }
}
