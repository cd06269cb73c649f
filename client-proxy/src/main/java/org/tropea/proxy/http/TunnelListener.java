package org.tropea.proxy.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.net.SocketAddress;
import java.time.Duration;
import org.tropea.protocol.stream.Lingering;
import org.tropea.proxy.request.ProgramConnection;
import org.tropea.proxy.request.ProgramListener;
import org.tropea.proxy.request.Requests;

/** A port where programs ask for streams by HTTP CONNECT. */
public final class TunnelListener {
  static final String DECODER = "http-decoder";

  private static final int MAX_HEAD = 8192;

  /** What is no request at all is closed after this time. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private TunnelListener() {}

  /**
   * Listens on {@code address}.
   *
   * @param timeout how long a program may take over its request; 30 seconds at most
   * @param release of this program, for the headers of answers
   * @return the listening channel, once it is bound
   */
  public static ChannelFuture bind(
      Requests requests, SocketAddress address, Duration timeout, String release) {
    Lingering lingering = new Lingering(Lingering.USUAL_BYTES);
    Duration patience = timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
    TunnelAnswers answers = new TunnelAnswers(release);
    return ProgramListener.bind(
        requests,
        address,
        program -> serve(requests, answers, new ProgramConnection(patience, lingering), program));
  }

  /** Puts the front into the pipeline of a new connection. */
  static void serve(
      Requests requests, TunnelAnswers answers, ProgramConnection connection, Channel program) {
    HttpDecoderConfig limits =
        new HttpDecoderConfig().setMaxInitialLineLength(MAX_HEAD).setMaxHeaderSize(MAX_HEAD);
    program
        .pipeline()
        .addLast(DECODER, new HttpRequestDecoder(limits))
        .addLast(new HttpResponseEncoder())
        .addLast(new TunnelHandler(requests, answers, connection, program))
        .addLast(connection);
  }
}
