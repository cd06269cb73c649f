package org.tropea.proxy.request;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.OptimisticData;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.stream.Lingering;
import org.tropea.protocol.stream.Splice;
import org.tropea.protocol.stream.TorStream;

/**
 * A program's connection, from when it opens until it is spliced to a stream or closed. It stands
 * behind the handlers of the front and takes what the program says early.
 *
 * <p>A program that does not finish its request in time is closed; one that goes while it waits
 * wants no answer any more. Confined to the loop of the client.
 */
public final class ProgramConnection extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(ProgramConnection.class);

  private final Duration timeout;
  private final Lingering lingering;
  private final OptimisticData early = new OptimisticData();
  private @Nullable Future<?> deadline;
  private @Nullable Future<?> answer;

  /** A connection whose request may take {@code timeout}. */
  public ProgramConnection(Duration timeout, Lingering lingering) {
    this.timeout = timeout;
    this.lingering = lingering;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    deadline =
        context
            .executor()
            .schedule(
                () -> {
                  log.debug("A program did not finish its request in time; closing it");
                  Unwatched.close(context);
                },
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /** What the program says before it is connected. */
  public OptimisticData early() {
    return early;
  }

  /** The request is whole: {@code coming} is the answer to it. */
  public void awaits(Future<?> coming) {
    endDeadline();
    answer = coming;
  }

  private void endDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  /**
   * The request is whole, and asks for a stream: once that is there the program is told {@code
   * accepted} and spliced to it; where there is none, {@code refuse} is told why.
   */
  public void awaitsStream(
      Channel program,
      Future<TorStream> stream,
      Supplier<Object> accepted,
      Consumer<Throwable> refuse) {
    awaits(stream);
    stream.addListener(
        (Future<TorStream> done) -> {
          if (!done.isSuccess()) {
            log.debug("No stream for a program: {}", done.cause().getMessage());
            refuse.accept(done.cause());
          } else if (program.isActive()) {
            Unwatched.writeAndFlush(program, accepted.get());
            join(program, done.getNow());
          } else {
            Unwatched.close(done.getNow());
          }
        });
  }

  /** The front's handlers go, and what they held back of the program's bytes comes here. */
  private void join(Channel program, TorStream stream) {
    ChannelPipeline pipeline = program.pipeline();
    while (pipeline.first() != this) {
      pipeline.removeFirst();
    }
    early.flush();
    pipeline.remove(this);
    Splice.join(program, stream, lingering);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
      return;
    }
    // Sent by a program that does not wait for our answer.
    early.say(bytes);
    if (early.isFull()) {
      context.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    early.flush();
  }

  /** A program that is gone, or has said all, before it is answered wants no answer. */
  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (answer != null) {
      answer.cancel(false);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    endDeadline();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.trace("A program's connection failed: {}", cause.getClass().getSimpleName());
    Unwatched.close(context);
  }
}
