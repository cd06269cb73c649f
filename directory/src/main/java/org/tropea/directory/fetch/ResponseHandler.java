package org.tropea.directory.fetch;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.fetch.DirectoryException.Kind;

/**
 * Collects one answer, up to 16 MiB - 1 of body, until its length is reached or the directory
 * closes. Gives up after 30 seconds without a byte. Confined to the stream's event loop.
 */
final class ResponseHandler extends SimpleChannelInboundHandler<HttpObject> {
  private static final long STALL_SECONDS = 30;

  private final Promise<PackedResponse> promise;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int status;
  private String reason = "";
  private ContentEncoding encoding = ContentEncoding.IDENTITY;
  private @Nullable Future<?> stall;

  ResponseHandler(Promise<PackedResponse> promise) {
    this.promise = promise;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    watch(context);
    promise.addListener(done -> unwatch());
    if (!context.channel().isActive()) {
      fail(Kind.CLOSED, "the stream to the directory is closed");
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    if (promise.isDone()) {
      return;
    }
    if (message.decoderResult().isFailure()) {
      fail(kind(message.decoderResult().cause()), "a directory's answer is not HTTP");
      return;
    }
    if (message instanceof HttpResponse response) {
      head(response);
    }
    if (message instanceof HttpContent content) {
      content(content);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    watch(context);
    context.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(Kind.CLOSED, "the directory closed before its answer was whole");
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(Kind.CLOSED, "the stream to the directory failed");
  }

  private static Kind kind(Throwable cause) {
    if (cause instanceof PrematureChannelClosureException) {
      return Kind.CLOSED;
    }
    boolean large =
        cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException;
    return large ? Kind.TOO_LARGE : Kind.MALFORMED;
  }

  private void head(HttpResponse response) {
    status = response.status().code();
    reason = response.status().reasonPhrase();
    if (response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      fail(Kind.MALFORMED, "a directory answers HTTP/1.0 in chunks");
      return;
    }
    String header = response.headers().get(HttpHeaderNames.CONTENT_ENCODING);
    Optional<ContentEncoding> known =
        header == null ? Optional.of(ContentEncoding.IDENTITY) : ContentEncoding.of(header);
    if (known.isEmpty()) {
      fail(Kind.MALFORMED, "a directory packs its answer in a way we did not offer");
      return;
    }
    encoding = known.get();
  }

  private void content(HttpContent content) {
    int length = content.content().readableBytes();
    if (body.size() > DirectoryRequest.MAX_BODY - length) {
      fail(Kind.TOO_LARGE, "a directory's answer is too large");
      return;
    }
    byte[] bytes = new byte[length];
    content.content().readBytes(bytes);
    body.writeBytes(bytes);
    if (content instanceof LastHttpContent) {
      promise.trySuccess(new PackedResponse(status, reason, encoding, body.toByteArray()));
    }
  }

  private void watch(ChannelHandlerContext context) {
    unwatch();
    if (!promise.isDone()) {
      stall =
          context
              .executor()
              .schedule(
                  () -> fail(Kind.STALLED, "the directory sent nothing for 30 seconds"),
                  STALL_SECONDS,
                  TimeUnit.SECONDS);
    }
  }

  private void unwatch() {
    if (stall != null) {
      stall.cancel(false);
      stall = null;
    }
  }

  private void fail(Kind kind, String message) {
    promise.tryFailure(new DirectoryException(kind, message));
  }
}
