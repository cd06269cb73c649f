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
import io.netty.util.concurrent.Promise;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.tropea.directory.fetch.DirectoryException.Kind;

/**
 * Collects one answer, up to 16 MiB - 1 of body, until its length is reached or the directory
 * closes. Counts the bytes for the deadline. Confined to the stream's event loop.
 */
final class ResponseHandler extends SimpleChannelInboundHandler<HttpObject> {
  private final Promise<PackedResponse> promise;
  private final LeastRate deadline;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int status;
  private String reason = "";
  private ContentEncoding encoding = ContentEncoding.IDENTITY;

  ResponseHandler(Promise<PackedResponse> promise, LeastRate deadline) {
    this.promise = promise;
    this.deadline = deadline;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
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
    deadline.received(1);
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
    deadline.received(length);
    if (body.size() > DirectoryRequest.MAX_BODY - length) {
      fail(Kind.TOO_LARGE, "a directory's answer is too large");
      return;
    }
    byte[] bytes = new byte[length];
    content.content().readBytes(bytes);
    body.writeBytes(bytes);
    if (content instanceof LastHttpContent) {
      deadline.cancel(); // What is left to do is ours.
      promise.trySuccess(new PackedResponse(status, reason, encoding, body.toByteArray()));
    }
  }

  private void fail(Kind kind, String message) {
    promise.tryFailure(new DirectoryException(kind, message));
  }
}
