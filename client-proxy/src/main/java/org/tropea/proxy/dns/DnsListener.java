package org.tropea.proxy.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import java.net.SocketAddress;
import org.tropea.proxy.request.Requests;

/** A UDP port where programs ask for addresses and names by DNS. */
public final class DnsListener {
  private DnsListener() {}

  /**
   * Listens on {@code address}.
   *
   * @return the listening channel, once it is bound
   */
  public static ChannelFuture bind(Requests requests, SocketAddress address) {
    return new Bootstrap()
        .group(requests.loop())
        .channel(NioDatagramChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel listener) {
                serve(requests, listener);
              }
            })
        .bind(address);
  }

  /** Puts the front into the pipeline of a socket. */
  static void serve(Requests requests, Channel listener) {
    listener
        .pipeline()
        .addLast(
            new DatagramDnsQueryDecoder(),
            new DatagramDnsResponseEncoder(new AnswerEncoder()),
            new DnsHandler(requests));
  }
}
