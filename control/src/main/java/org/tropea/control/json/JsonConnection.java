package org.tropea.control.json;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.control.event.EventKind;
import org.tropea.protocol.loop.Unwatched;

/** One request and its answer, or the events of one reader. Confined to the control port's loop. */
final class JsonConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger log = LoggerFactory.getLogger(JsonConnection.class);
  private static final String JSON = "application/json";
  private static final String DESCRIPTION = "/v1/openapi.json";

  private final JsonServer server;
  private final JsonListener place;
  private final Gate gate;
  private @Nullable Future<?> tooLate;
  private @Nullable EventStream events;
  private boolean answered;

  JsonConnection(JsonServer server, JsonListener place, Gate gate) {
    super(FullHttpRequest.class);
    this.server = server;
    this.place = place;
    this.gate = gate;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    tooLate =
        context
            .executor()
            .schedule(() -> Unwatched.close(context), JsonServer.SECONDS, TimeUnit.SECONDS);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (answered) {
      return;
    }
    answered = true;
    if (request.decoderResult().isFailure()) {
      refuse(context, HttpResponseStatus.BAD_REQUEST, "this is no request; correct it");
    } else if (!gate.isOwn(request)) {
      refuse(
          context,
          HttpResponseStatus.FORBIDDEN,
          "another host or page is named; ask for 127.0.0.1 and the port itself");
    } else {
      try {
        answer(context, request, new QueryStringDecoder(request.uri()));
      } catch (IllegalArgumentException e) {
        // Of the decoder, where something is escaped badly.
        refuse(context, HttpResponseStatus.BAD_REQUEST, "the path is malformed; correct it");
      }
    }
  }

  private void answer(
      ChannelHandlerContext context, FullHttpRequest request, QueryStringDecoder asked) {
    if (answerPage(context, request.method(), asked.path())) {
      return;
    }
    if (gate.isAllowed(request)) {
      answer(context, request.method(), asked);
    } else {
      refuse(
          context,
          HttpResponseStatus.UNAUTHORIZED,
          "the token is missing or wrong; send Authorization: Bearer and what JsonTokenFile has");
    }
  }

  private boolean answerPage(ChannelHandlerContext context, HttpMethod method, String path) {
    Page page = place.dashboard() && method.equals(HttpMethod.GET) ? Page.at(path) : null;
    if (page != null) {
      send(context, HttpResponseStatus.OK, page.type(), page.content());
    }
    return page != null;
  }

  private void answer(ChannelHandlerContext context, HttpMethod method, QueryStringDecoder asked) {
    String path = asked.path();
    boolean isGet = method.equals(HttpMethod.GET);
    if (isGet && path.equals(EventStream.PATH)) {
      tell(context, asked.parameters().getOrDefault("kinds", List.of()));
      return;
    }
    if (isGet && path.equals(DESCRIPTION)) {
      send(context, HttpResponseStatus.OK, JSON, Json.bytes(OpenApi.description()));
      return;
    }
    List<Route> known = Route.ALL.stream().filter(each -> each.path().equals(path)).toList();
    Optional<Route> route = known.stream().filter(each -> each.method().equals(method)).findFirst();
    if (route.isPresent()) {
      answer(context, route.get());
    } else if (known.isEmpty()) {
      refuse(context, HttpResponseStatus.NOT_FOUND, "no such path; see " + DESCRIPTION);
    } else {
      refuse(
          context,
          HttpResponseStatus.METHOD_NOT_ALLOWED,
          "this is asked by " + known.get(0).method());
    }
  }

  private void answer(ChannelHandlerContext context, Route route) {
    Node node = server.node();
    if (node == null) {
      refuse(context, HttpResponseStatus.SERVICE_UNAVAILABLE, "the node is starting; ask again");
      return;
    }
    CompletionStage<? extends Optional<? extends Answer>> answer;
    try {
      answer = route.source().apply(node);
    } catch (RuntimeException e) {
      log.error("Bug: an answer of the JSON API", e);
      refuse(
          context,
          HttpResponseStatus.INTERNAL_SERVER_ERROR,
          "an internal error of the node; its log says more");
      return;
    }
    answer.whenComplete(
        (known, failure) ->
            context
                .executor()
                .execute(
                    () -> {
                      if (failure != null || known == null) {
                        refuse(
                            context,
                            HttpResponseStatus.SERVICE_UNAVAILABLE,
                            "the node is ending, or its client failed");
                      } else if (known.isPresent()) {
                        send(context, HttpResponseStatus.OK, JSON, Json.bytes(known.get()));
                      } else {
                        refuse(
                            context,
                            HttpResponseStatus.NOT_FOUND,
                            "this node has none of that, or not yet");
                      }
                    }));
  }

  private void tell(ChannelHandlerContext context, List<String> names) {
    Optional<Set<EventKind>> kinds =
        names.isEmpty()
            ? Optional.of(EnumSet.copyOf(EventStream.KINDS))
            : EventStream.kinds(String.join(",", names));
    if (kinds.isEmpty()) {
      refuse(
          context,
          HttpResponseStatus.BAD_REQUEST,
          "kinds names one that is not told of here; there are " + EventStream.allKinds());
      return;
    }
    if (tooLate != null) {
      tooLate.cancel(false);
    }
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    guard(response.headers(), "text/event-stream; charset=utf-8");
    Unwatched.writeAndFlush(context, response);
    EventStream stream = new EventStream(context);
    events = stream;
    server.events().subscribe(stream, kinds.get());
  }

  private static void guard(HttpHeaders headers, String type) {
    headers
        .set(HttpHeaderNames.CONTENT_TYPE, type)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, Page.POLICY)
        .set("Cross-Origin-Resource-Policy", "same-origin")
        .set("Referrer-Policy", "no-referrer")
        .set("X-Content-Type-Options", "nosniff");
  }

  private static void refuse(ChannelHandlerContext context, HttpResponseStatus status, String why) {
    send(context, status, JSON, Json.bytes(new Answer.Problem(why)));
  }

  private static void send(
      ChannelHandlerContext context, HttpResponseStatus status, String type, byte[] content) {
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(content));
    guard(response.headers(), type);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.length);
    if (status.equals(HttpResponseStatus.UNAUTHORIZED)) {
      response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (tooLate != null) {
      tooLate.cancel(false);
    }
    if (events != null) {
      server.events().subscribe(events, Set.of());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      log.error("Bug: a connection of the JSON API", cause);
    }
    Unwatched.close(context);
  }
}
