package org.tropea.proxy.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.stream.TorStream;
import org.tropea.proxy.request.Program;
import org.tropea.proxy.request.Program.Protocol;
import org.tropea.proxy.request.ProgramConnection;
import org.tropea.proxy.request.Requests;

/**
 * One program's HTTP request, until its connection is spliced to a stream (rows S07 and S08).
 *
 * <p>What is no CONNECT is answered only where it was sent to this machine by name: a page that had
 * a browser ask here must learn nothing. What separates circuits are the headers of proposal 365.
 * Confined to the loop of the client.
 */
final class TunnelHandler extends SimpleChannelInboundHandler<HttpObject> {
  private static final int MAX_BODY = 1024;
  private static final int MAX_HOST = 255;

  private final Requests requests;
  private final TunnelAnswers answers;
  private final ProgramConnection connection;
  private final Program program;
  private @Nullable HttpRequest head;
  private int body;
  private boolean asked;

  TunnelHandler(
      Requests requests, TunnelAnswers answers, ProgramConnection connection, Channel channel) {
    this.requests = requests;
    this.answers = answers;
    this.connection = connection;
    this.program = Program.at(channel.remoteAddress(), Protocol.HTTP);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    if (asked) {
      return;
    }
    if (message.decoderResult().isFailure()) {
      close(context);
      return;
    }
    if (message instanceof HttpRequest request) {
      head = request;
    }
    if (message instanceof HttpContent content) {
      body += content.content().readableBytes();
    }
    if (body >= MAX_BODY) {
      close(context);
    } else if (message instanceof LastHttpContent && head != null) {
      asked = true;
      onRequest(context, head);
    }
  }

  private void onRequest(ChannelHandlerContext context, HttpRequest request) {
    String method = request.method().name().toUpperCase(Locale.ROOT);
    if (request.protocolVersion().majorVersion() != 1) {
      close(context);
    } else if (method.equals("CONNECT")) {
      onConnect(context, request);
    } else if (!isToThisMachine(request.headers().get("Host"))) {
      close(context);
    } else if (method.equals("OPTIONS")) {
      end(context, answers.options());
    } else {
      requests.warnings().warn("A program uses the tunnel port as an HTTP proxy; closing it");
      end(context, answers.notAProxy());
    }
  }

  private void close(ChannelHandlerContext context) {
    asked = true;
    Unwatched.close(context);
  }

  /** Whether a Host header names this machine, with a port or without. */
  private static boolean isToThisMachine(@Nullable String host) {
    TunnelTarget target = host == null ? null : TunnelTarget.read(host.strip());
    return target != null && target.isLoopback();
  }

  private void onConnect(ChannelHandlerContext context, HttpRequest request) {
    TunnelTarget target = TunnelTarget.read(request.uri());
    if (target == null) {
      end(context, answers.refused(400, "Bad Request"));
    } else if (target.host().length() > MAX_HOST) {
      end(context, answers.refused(414, "Request-URI Too Long"));
    } else if (request.headers().contains("Tor-RPC-Target")) {
      end(context, answers.refused(501, "Not implemented (No RPC Support)"));
    } else {
      connect(context, login(request.headers()), target);
    }
  }

  /** What separates circuits; empty without any of it. */
  private List<String> login(HttpHeaders headers) {
    String authorization = headers.get("Proxy-Authorization", "");
    List<String> login =
        List.of(
            authorization,
            headers.get("Tor-Stream-Isolation", ""),
            headers.get("X-Tor-Stream-Isolation", ""));
    if (!authorization.isEmpty() && !isOfToday(authorization)) {
      requests
          .warnings()
          .warn(
              "A program sent a Proxy-Authorization of the old kind to the tunnel port; have it use"
                  + " Basic with the user name tor");
    }
    return login.stream().allMatch(String::isEmpty) ? List.of() : login;
  }

  /** Whether it is Basic, for the user name {@code tor}. */
  private static boolean isOfToday(String authorization) {
    String[] words = authorization.strip().split("\\s+", 2);
    if (words.length < 2 || !words[0].equalsIgnoreCase("Basic")) {
      return false;
    }
    try {
      byte[] credential = Base64.getDecoder().decode(words[1].strip());
      return new String(credential, StandardCharsets.ISO_8859_1).startsWith("tor:");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void connect(ChannelHandlerContext context, List<String> login, TunnelTarget target) {
    Program asking = program.with(Protocol.HTTP, login);
    Future<TorStream> stream =
        requests.connect(asking, target.host(), target.port(), connection.early());
    // What follows the head is for the stream, and no request.
    context.pipeline().remove(TunnelListener.DECODER);
    connection.awaitsStream(
        context.channel(),
        stream,
        answers::connected,
        cause -> end(context, answers.failed(cause)));
  }

  private static void end(ChannelHandlerContext context, FullHttpResponse last) {
    context.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
  }
}
