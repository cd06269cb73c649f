package org.tropea.control;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.control.authentication.Gate;
import org.tropea.control.command.CommandTable;
import org.tropea.control.command.Session;
import org.tropea.control.event.EventBus;
import org.tropea.control.protocol.Command;
import org.tropea.control.protocol.CommandDecoder;
import org.tropea.control.protocol.Reply;

/**
 * One controller. Its commands are done one after the other, and it is read from only while none is
 * under way; before it is let in it may say little and not for long. Confined to its loop.
 */
final class ControlConnection extends SimpleChannelInboundHandler<Command>
    implements EventBus.Receiver {
  /** The longest line before it is let in, in bytes. */
  static final int FIRST_LINE = 1_024;

  /** How many bytes of events may wait for it to read them. */
  static final int MAX_EVENTS = 4 << 20;

  private static final Logger log = LoggerFactory.getLogger(ControlConnection.class);
  private static final Pattern HTTP = Pattern.compile("CONNECT|DELETE|GET|POST|PUT");

  private final ControlServer server;
  private final CommandDecoder decoder;
  private final Deque<Command> commands = new ArrayDeque<>();
  private @Nullable Session session;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> tooLate;
  private boolean answering;
  private boolean closing;
  private int eventBytes;

  ControlConnection(ControlServer server, CommandDecoder decoder) {
    super(Command.class);
    this.server = server;
    this.decoder = decoder;
  }

  private Session session() {
    Session its = session;
    if (its == null) {
      throw new IllegalStateException("the connection is not there yet");
    }
    return its;
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext its = context;
    if (its == null) {
      throw new IllegalStateException("the connection is not there yet");
    }
    return its;
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    context = active;
    session = new Session(new Gate(server.admission()), server.events(), this);
    if (!server.admit(this)) {
      log.warn("Too many controllers; closing the newest connection");
      close();
      return;
    }
    tooLate =
        active
            .executor()
            .schedule(
                () -> {
                  log.info("A controller did not authenticate in time; closing its connection");
                  close();
                },
                ControlServer.PATIENCE.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext from, Command command) {
    if (closing) {
      return;
    }
    if (!session().isOpen() && HTTP.matcher(command.name()).matches()) {
      log.info("Received HTTP request on ControlPort");
      closing = true;
      from.writeAndFlush(Unpooled.copiedBuffer(HttpRefusal.TEXT, StandardCharsets.ISO_8859_1))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    commands.add(command);
    next();
  }

  /** Does the next command, where none is under way, and it is known what can be asked. */
  void next() {
    CommandTable table = server.commands();
    while (table != null && !answering && !closing) {
      Command command = commands.poll();
      if (command == null) {
        break;
      }
      answering = true;
      CompletableFuture<Reply> reply = table.answer(session(), command);
      if (reply.isDone()) {
        answered(reply.join());
      } else {
        CompletionStage<Reply> later = reply;
        later.thenAccept(come -> onLoop(() -> answered(come)));
      }
    }
    context()
        .channel()
        .config()
        .setAutoRead(table != null && !answering && context().channel().isWritable());
  }

  private void onLoop(Runnable task) {
    context()
        .executor()
        .execute(
            () -> {
              task.run();
              next();
            });
  }

  private void answered(Reply reply) {
    answering = false;
    if (!context().channel().isActive()) {
      return;
    }
    boolean over = session().isOver();
    closing = over;
    var sent = context().writeAndFlush(reply);
    if (over) {
      sent.addListener(ChannelFutureListener.CLOSE);
    }
    if (session().isOpen() && tooLate != null) {
      tooLate.cancel(false);
      tooLate = null;
      decoder.limit(CommandDecoder.MAX_COMMAND);
    }
    session().replied();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext changed) {
    if (!closing) {
      next();
    }
  }

  @Override
  public void event(byte[] event) {
    if (closing) {
      return;
    }
    eventBytes += event.length;
    if (eventBytes > MAX_EVENTS) {
      log.info("A controller does not read its events; closing its connection");
      close();
      return;
    }
    context()
        .writeAndFlush(Unpooled.wrappedBuffer(event))
        .addListener(sent -> eventBytes -= event.length);
  }

  @Override
  public void lost() {
    log.info("Events came faster than they could be told; closing a controller's connection");
    close();
  }

  void close() {
    closing = true;
    org.tropea.protocol.loop.Unwatched.close(context());
  }

  @Override
  public void channelInactive(ChannelHandlerContext gone) {
    closing = true;
    commands.clear();
    if (tooLate != null) {
      tooLate.cancel(false);
    }
    if (session != null) {
      session.gone();
      server.left(this, session);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    if (closing) {
      return;
    }
    Throwable what =
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    if (what instanceof TooLongFrameException) {
      refuse(at, Reply.of(500, "Line too long."));
    } else if (what instanceof IllegalArgumentException) {
      refuse(at, Reply.of(512, "syntax error: a command holds a zero byte"));
    } else {
      if (!(what instanceof IOException)) {
        log.error("Bug: a controller's connection", what);
      }
      close();
    }
  }

  private void refuse(ChannelHandlerContext at, Reply reply) {
    closing = true;
    at.channel().config().setAutoRead(false);
    at.writeAndFlush(reply).addListener(ChannelFutureListener.CLOSE);
  }
}
