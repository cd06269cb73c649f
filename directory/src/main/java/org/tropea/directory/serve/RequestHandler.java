package org.tropea.directory.serve;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.fetch.ContentEncoding;
import org.tropea.directory.fetch.LeastRate;
import org.tropea.protocol.loop.Unwatched;

/**
 * Answers the one request of a channel, then closes it. What is no HTTP or stalls is closed.
 * Confined to the channel's loop.
 */
final class RequestHandler extends SimpleChannelInboundHandler<HttpObject> {
  private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);
  // What Netty calls a request whose first line it could not read.
  private static final String UNREADABLE = "/bad-request";
  private static final int FOUND = 200;
  private static final int MAX_BODY = (16 << 20) - 1;
  private static final long LINGER_SECONDS = 10;
  private static final Answer BUSY = Answer.status(503, "Directory busy, try again later");

  private enum State {
    READING,
    WORKING,
    ANSWERING
  }

  private final DirectoryServer server;
  private final @Nullable InetAddress client;
  private final Routes routes;
  private State state = State.READING;
  private @Nullable RequestHead head;
  private @Nullable UploadBody upload;
  private @Nullable Future<?> headTimer;
  private @Nullable LeastRate deadline;
  private long received;

  RequestHandler(DirectoryServer server, @Nullable InetAddress client, Routes routes) {
    this.server = server;
    this.client = client;
    this.routes = routes;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    // A head that comes a byte at a time would never be idle.
    headTimer =
        context
            .executor()
            .schedule(
                () -> Unwatched.close(context), DirectoryServer.STALL_SECONDS, TimeUnit.SECONDS);
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
        Unwatched.close(context);
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
    cancelTimers();
    try {
      RequestHead read = RequestHead.read(request);
      if (read == null || read.length() < 0) {
        Unwatched.close(context);
        return;
      }
      head = read;
      if (read.length() > MAX_BODY) {
        answer(context, Answer.status(413, "Request too large"));
      } else if (!read.isPost()) {
        answer(context, routes.get(read.query()));
      } else {
        deadline =
            LeastRate.start(
                context.executor(), LeastRate.Terms.UPLOAD, () -> Unwatched.close(context));
        int limit = routes.uploadLimit(read.query().path());
        if (read.length() <= limit) {
          boolean authority = client != null && routes.isAuthority(client);
          upload = new UploadBody(server.uploads().place(client, authority), (int) read.length());
        }
      }
    } catch (DecodeException e) {
      answer(context, Answer.status(400, "Bad request"));
    }
  }

  private void content(ChannelHandlerContext context, RequestHead head, HttpContent content) {
    int length = content.content().readableBytes();
    received += length;
    if (received > head.length()) {
      Unwatched.close(context); // Chunked, or otherwise more than was announced.
      return;
    }
    if (deadline != null) {
      deadline.received(length);
    }
    if (upload != null && !upload.add(content.content())) {
      answer(context, BUSY);
    } else if (content instanceof LastHttpContent) {
      posted(context, head);
    }
  }

  private void posted(ChannelHandlerContext context, RequestHead head) {
    cancelTimers();
    String path = head.query().path();
    UploadBody whole = upload;
    upload = null;
    if (whole == null && routes.uploadLimit(path) > 0) {
      answer(context, routes.tooLarge(path));
      return;
    }
    state = State.WORKING;
    byte[] body = whole == null ? new byte[0] : whole.bytes();
    work(path, body)
        .whenComplete(
            (answer, failure) -> {
              // Not before: whoever leaves has his body in the works all the same.
              if (whole != null) {
                whole.giveBack();
              }
              try {
                context.executor().execute(() -> answer(context, failure == null ? answer : BUSY));
              } catch (RejectedExecutionException e) {
                log.trace("Shutting down: an upload is not answered");
              }
            });
  }

  private CompletionStage<Answer> work(String path, byte[] body) {
    try {
      return routes.post(path, client, body);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private void answer(ChannelHandlerContext context, Answer answer) {
    state = State.ANSWERING;
    release();
    if (answer instanceof Answer.Status status) {
      write(
          context,
          status.code(),
          new ResponseHead(server.clock().instant(), client).of(status),
          null);
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
      write(context, FOUND, response.of(found, encoding, length), new BodyStream(parts));
      return;
    }
    ContentEncoding encoding = Packing.choose(accepted);
    List<byte[]> parts = documents.stream().map(ServedDocument::bytes).toList();
    if (encoding != ContentEncoding.IDENTITY && server.packing().take()) {
      BodyStream body = new BodyStream(parts, encoding, server.packing());
      write(context, FOUND, response.of(found, encoding, -1), body);
    } else {
      long length = documents.stream().mapToLong(ServedDocument::length).sum();
      write(
          context,
          FOUND,
          response.of(found, ContentEncoding.IDENTITY, length),
          new BodyStream(parts));
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

  private void write(
      ChannelHandlerContext context, int status, String head, @Nullable BodyStream body) {
    RequestFacts request = facts(status);
    byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
    ChannelFuture written = context.write(Unpooled.wrappedBuffer(first));
    if (body != null) {
      written = context.write(body);
    }
    written.addListener(
        done -> {
          long sent = first.length + (body == null ? 0 : body.progress());
          server.watch().done(request, sent, done.isSuccess());
          end(context);
        });
    context.flush();
  }

  private RequestFacts facts(int status) {
    RequestHead read = head;
    return new RequestFacts(
        server.watch().nextNumber(),
        read != null && read.isPost(),
        read == null ? "" : read.query().path(),
        status);
  }

  /** Closes; a socket that is still sent to says so first, for closing it would lose the answer. */
  private void end(ChannelHandlerContext context) {
    RequestHead read = head;
    if (read != null
        && received < read.length()
        && context.channel() instanceof DuplexChannel socket) {
      socket.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
      headTimer =
          context
              .executor()
              .schedule(() -> Unwatched.close(context), LINGER_SECONDS, TimeUnit.SECONDS);
    } else {
      Unwatched.close(context);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent idle) {
      boolean stalled =
          idle.state() == IdleState.READER_IDLE ? state == State.READING : state == State.ANSWERING;
      if (stalled) {
        Unwatched.close(context);
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

  /** What was begun is of no use any more; what is being worked on has its room until that ends. */
  private void release() {
    cancelTimers();
    if (upload != null) {
      upload.giveBack();
      upload = null;
    }
  }

  private void cancelTimers() {
    if (headTimer != null) {
      headTimer.cancel(false);
      headTimer = null;
    }
    if (deadline != null) {
      deadline.cancel();
      deadline = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("A directory connection failed: {}", cause.getClass().getSimpleName());
    Unwatched.close(context);
  }
}
