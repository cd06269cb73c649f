package org.tropea.metrics;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.loop.Unwatched;

/** Answers one request, with C tor's statuses, and closes. Confined to the connection's loop. */
final class MetricsHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(MetricsHandler.class);
  private static final String PATH = "/metrics";

  private final Supplier<byte[]> metrics;
  private boolean answered;

  MetricsHandler(Supplier<byte[]> metrics) {
    this.metrics = metrics;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (!answered && message instanceof HttpRequest request) {
        answered = true;
        answer(context, request);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void answer(ChannelHandlerContext context, HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      send(context, HttpResponseStatus.BAD_REQUEST, Unpooled.EMPTY_BUFFER);
    } else if (!request.method().equals(HttpMethod.GET)) {
      send(context, HttpResponseStatus.METHOD_NOT_ALLOWED, Unpooled.EMPTY_BUFFER);
    } else if (!request.uri().equals(PATH)) {
      send(context, HttpResponseStatus.NOT_FOUND, Unpooled.EMPTY_BUFFER);
    } else {
      send(context, HttpResponseStatus.OK, Unpooled.wrappedBuffer(metrics.get()));
    }
  }

  private static void send(
      ChannelHandlerContext context, HttpResponseStatus status, ByteBuf content) {
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_0, status, content);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
    if (content.isReadable()) {
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, Exposition.CONTENT_TYPE);
    }
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof RuntimeException || cause instanceof Error) {
      log.error("Bug: collecting metrics", cause);
    }
    Unwatched.close(context);
  }
}
