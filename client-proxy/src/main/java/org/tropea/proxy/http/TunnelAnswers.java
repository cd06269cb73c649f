package org.tropea.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.client.ConnectFailure;
import org.tropea.protocol.message.EndReason;

/** What an HTTP tunnel says, in C tor's words and with proposal 365's headers. Immutable. */
final class TunnelAnswers {
  private static final String BAD_GATEWAY = "Bad Gateway";
  private static final String FORBIDDEN = "Forbidden";

  /** Status and words of each END reason, and the name that programs are told. */
  private static final Map<EndReason, Refusal> BY_REASON =
      Map.ofEntries(
          Map.entry(EndReason.MISC, new Refusal(500, "Internal Server Error", "end/MISC")),
          Map.entry(
              EndReason.RESOLVE_FAILED,
              new Refusal(503, "Service Unavailable (resolve failed)", "end/RESOLVEFAILED")),
          Map.entry(
              EndReason.NO_ROUTE,
              new Refusal(503, "Service Unavailable (no route)", "end/NOROUTE")),
          Map.entry(
              EndReason.CONNECT_REFUSED,
              new Refusal(403, FORBIDDEN + " (connection refused)", "end/CONNECTREFUSED")),
          Map.entry(
              EndReason.EXIT_POLICY,
              new Refusal(403, FORBIDDEN + " (exit policy)", "end/EXITPOLICY")),
          Map.entry(
              EndReason.DESTROY,
              new Refusal(502, BAD_GATEWAY + " (destroy cell received)", "end/DESTROY")),
          Map.entry(
              EndReason.DONE, new Refusal(502, BAD_GATEWAY + " (unexpected close)", "end/DONE")),
          Map.entry(EndReason.TIMEOUT, new Refusal(504, "Gateway Timeout", "end/TIMEOUT")),
          Map.entry(
              EndReason.HIBERNATING,
              new Refusal(502, BAD_GATEWAY + " (hibernating server)", "end/HIBERNATING")),
          Map.entry(
              EndReason.INTERNAL,
              new Refusal(502, BAD_GATEWAY + " (internal error)", "end/INTERNAL")),
          Map.entry(
              EndReason.RESOURCE_LIMIT,
              new Refusal(502, BAD_GATEWAY + " (resource limit)", "end/RESOURCELIMIT")),
          Map.entry(
              EndReason.CONNECTION_RESET,
              new Refusal(403, FORBIDDEN + " (connection reset)", "end/CONNRESET")),
          Map.entry(
              EndReason.TOR_PROTOCOL,
              new Refusal(502, BAD_GATEWAY + " (tor protocol violation)", "end/TORPROTOCOL")));

  private static final Refusal WEIRD =
      new Refusal(500, "Internal Server Error (weird end reason)", null);
  private static final Refusal PRIVATE =
      new Refusal(500, "Internal Server Error (weird end reason)", "c-tor/PRIVATE_ADDR");
  private static final Refusal OWN_RULES =
      new Refusal(403, FORBIDDEN + " (entry policy violation)", null);

  private static final String NOT_A_PROXY =
      """
      <html>
      <head><title>This is a tunnel, not an HTTP proxy.</title></head>
      <body>
      <h1>This is an HTTP CONNECT tunnel, not an HTTP proxy.</h1>
      <p>A program on this computer is set to use this port as an HTTP proxy. It leads on only what
      is asked for by CONNECT, as programs do for HTTPS.</p>
      </body>
      </html>
      """;

  private final String release;

  /** A refusal; {@code name} is what Tor-Request-Failed says, null for no such header. */
  private record Refusal(int status, String words, @Nullable String name) {}

  /** {@code release} is this program and its version, for Via and Server. */
  TunnelAnswers(String release) {
    this.release = release;
  }

  /** The stream is there. */
  FullHttpResponse connected() {
    return viaTor(200, "OK");
  }

  /** The request is for no stream that could be asked for. */
  FullHttpResponse refused(int status, String words) {
    return viaTor(status, words);
  }

  /** There is no stream. */
  FullHttpResponse failed(@Nullable Throwable cause) {
    Refusal refusal = refusal(cause);
    FullHttpResponse answer = viaTor(refusal.status(), refusal.words());
    if (refusal.name() != null) {
      answer.headers().set("Tor-Request-Failed", refusal.name());
    }
    return answer;
  }

  /** What may be asked. */
  FullHttpResponse options() {
    FullHttpResponse answer = answer(200, "OK", Unpooled.EMPTY_BUFFER);
    answer.headers().set("Allow", "OPTIONS, CONNECT");
    return byItself(answer);
  }

  /** To a program that takes this for a proxy of HTTP. */
  FullHttpResponse notAProxy() {
    FullHttpResponse answer =
        answer(
            405,
            "Method Not Allowed",
            Unpooled.copiedBuffer(NOT_A_PROXY, StandardCharsets.ISO_8859_1));
    answer.headers().set("Content-Type", "text/html; charset=iso-8859-1");
    return byItself(answer);
  }

  private static Refusal refusal(@Nullable Throwable cause) {
    if (!(cause instanceof ConnectFailure failure)) {
      return BY_REASON.getOrDefault(EndReason.INTERNAL, WEIRD);
    }
    if (failure.kind() == ConnectFailure.Kind.FORBIDDEN) {
      return OWN_RULES;
    }
    if (failure.kind() == ConnectFailure.Kind.INTERNAL_ADDRESS) {
      return PRIVATE;
    }
    EndReason reason = failure.endReason() == null ? EndReason.MISC : failure.endReason();
    return BY_REASON.getOrDefault(reason, WEIRD);
  }

  private FullHttpResponse viaTor(int status, String words) {
    FullHttpResponse answer = answer(status, words, Unpooled.EMPTY_BUFFER);
    answer.headers().set("Tor-Capabilities", "");
    answer.headers().set("Via", "tor/1.0 tor-network (" + release + ")");
    return answer;
  }

  private FullHttpResponse byItself(FullHttpResponse answer) {
    answer.headers().set("Tor-Capabilities", "");
    answer.headers().set("Server", "tor/1.0 (" + release + ")");
    return answer;
  }

  private static FullHttpResponse answer(int status, String words, ByteBuf body) {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_0, new HttpResponseStatus(status, words), body);
  }
}
