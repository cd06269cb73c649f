package org.tropea.directory.serve;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.fetch.ContentEncoding;

/**
 * Answers the one request of a channel, then closes it. What is no HTTP, stalls, or announces too
 * much is closed. Confined to the channel's loop.
 */
final class RequestHandler extends SimpleChannelInboundHandler<HttpObject> {
  private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);
  // What Netty calls a request whose first line it could not read.
  private static final String UNREADABLE = "/bad-request";
  private static final int MAX_THROWN_AWAY = (16 << 20) - 1;

  private enum State {
    READING,
    WORKING,
    ANSWERING
  }

  private final DirectoryServer server;
  private final @Nullable InetAddress client;
  private State state = State.READING;
  private @Nullable RequestHead head;
  private @Nullable ByteArrayOutputStream upload;
  private int reserved;
  private long received;

  RequestHandler(DirectoryServer server, @Nullable InetAddress client) {
    this.server = server;
    this.client = client;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    // A head that comes a byte at a time would never be idle.
    context
        .executor()
        .schedule(
            () -> {
              if (head == null) {
                context.close();
              }
            },
            DirectoryServer.STALL_SECONDS,
            TimeUnit.SECONDS);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    if (state != State.READING) {
      return;
    }
    if (message.decoderResult().isFailure()) {
      if (message instanceof HttpRequest request && request.uri().equals(UNREADABLE)) {
        answer(context, Answer.status(400, "Bad request"));
      } else {
        context.close();
      }
      return;
    }
    if (message instanceof HttpRequest request) {
      head(context, request);
    }
    if (message instanceof HttpContent content && head != null && state == State.READING) {
      content(context, head, content);
    }
  }

  private void head(ChannelHandlerContext context, HttpRequest request) {
    try {
      RequestHead read = RequestHead.read(request);
      if (read == null || read.length() < 0 || read.length() > MAX_THROWN_AWAY) {
        context.close();
        return;
      }
      head = read;
      if (!read.isPost()) {
        answer(context, server.routes().get(read.query()));
        return;
      }
      int limit = server.routes().uploadLimit(read.query().path());
      if (limit > 0 && read.length() <= limit) {
        if (!server.reserve((int) read.length())) {
          answer(context, Answer.status(503, "Directory busy, try again later"));
          return;
        }
        reserved = (int) read.length();
        upload = new ByteArrayOutputStream();
      }
    } catch (DecodeException e) {
      answer(context, Answer.status(400, "Bad request"));
    }
  }

  private void content(ChannelHandlerContext context, RequestHead head, HttpContent content) {
    int length = content.content().readableBytes();
    received += length;
    if (received > head.length()) {
      context.close(); // Chunked, or otherwise more than was announced.
      return;
    }
    if (upload != null) {
      byte[] bytes = new byte[length];
      content.content().readBytes(bytes);
      upload.writeBytes(bytes);
    }
    if (content instanceof LastHttpContent) {
      posted(context, head);
    }
  }

  private void posted(ChannelHandlerContext context, RequestHead head) {
    String path = head.query().path();
    if (upload == null && server.routes().uploadLimit(path) > 0) {
      answer(context, Answer.status(413, "Request too large"));
      return;
    }
    byte[] body = upload == null ? new byte[0] : upload.toByteArray();
    upload = null;
    state = State.WORKING;
    server
        .routes()
        .post(path, client, body)
        .whenComplete(
            (answer, failure) ->
                context
                    .executor()
                    .execute(
                        () ->
                            answer(
                                context,
                                failure == null
                                    ? answer
                                    : Answer.status(503, "Directory busy, try again later"))));
  }

  private void answer(ChannelHandlerContext context, Answer answer) {
    state = State.ANSWERING;
    if (answer instanceof Answer.Status status) {
      write(context, new ResponseHead(server.clock().instant(), client).of(status), null);
    } else if (answer instanceof Answer.Found found) {
      Set<ContentEncoding> accepted =
          head == null ? Set.of(ContentEncoding.IDENTITY) : head.accepted();
      answer(context, found, accepted);
    }
  }

  private void answer(
      ChannelHandlerContext context, Answer.Found found, Set<ContentEncoding> accepted) {
    ResponseHead response = new ResponseHead(server.clock().instant(), client);
    List<ServedDocument> documents = found.documents();
    List<ServedDocument.Copy> copies = copies(documents, accepted);
    if (!copies.isEmpty()) {
      List<byte[]> parts = copies.stream().map(ServedDocument.Copy::bytes).toList();
      long length = parts.stream().mapToLong(part -> part.length).sum();
      ContentEncoding encoding = copies.get(0).encoding();
      write(context, response.of(found, encoding, length), new BodyStream(parts));
      return;
    }
    ContentEncoding encoding = Packing.choose(accepted);
    try {
      List<byte[]> parts = documents.stream().map(ServedDocument::bytes).toList();
      if (encoding == ContentEncoding.IDENTITY) {
        long length = documents.stream().mapToLong(ServedDocument::length).sum();
        write(context, response.of(found, encoding, length), new BodyStream(parts));
      } else {
        write(context, response.of(found, encoding, -1), new BodyStream(parts, encoding));
      }
    } catch (IOException e) {
      log.error("Bug: packing a document into memory", e);
      context.close();
    }
  }

  /** Of each document the copy made beforehand; none where one has no copies. */
  private static List<ServedDocument.Copy> copies(
      List<ServedDocument> documents, Set<ContentEncoding> accepted) {
    List<ServedDocument.Copy> copies = new ArrayList<>();
    for (ServedDocument document : documents) {
      ServedDocument.Copy copy = document.copyFor(accepted);
      if (copy == null) {
        return List.of();
      }
      copies.add(copy);
    }
    return copies;
  }

  private static void write(ChannelHandlerContext context, String head, @Nullable BodyStream body) {
    ChannelFuture written =
        context.write(Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.ISO_8859_1)));
    if (body != null) {
      written = context.write(body);
    }
    written.addListener(ChannelFutureListener.CLOSE);
    context.flush();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent idle) {
      boolean stalled =
          idle.state() == IdleState.READER_IDLE ? state == State.READING : state == State.ANSWERING;
      if (stalled) {
        context.close();
      }
      return;
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    release();
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    release();
  }

  private void release() {
    server.release(reserved);
    reserved = 0;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("A directory connection failed: {}", cause.getClass().getSimpleName());
    context.close();
  }
}
