package org.tropea.proxy.socks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.socksx.SocksMessage;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5PasswordAuthResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressDecoder;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequest;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthStatus;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.OptimisticData;
import org.tropea.client.Target;
import org.tropea.client.pool.Isolation;
import org.tropea.client.pool.Isolation.By;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.stream.Splice;
import org.tropea.protocol.stream.TorStream;

/**
 * One program's SOCKS5 conversation, until its connection is spliced to a stream (rows S01, S05).
 *
 * <p>User name and password, empty or not, separate circuits and authenticate nobody. A program
 * that does not finish its request in time is closed. Confined to the loop of the client.
 */
final class SocksHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(SocksHandler.class);

  /** User names that begin so are reserved for parameters; only the empty format 0 is known. */
  private static final String EXTENSION = "<torS0X>";

  private static final String EXTENSION_WITHOUT_PARAMETERS = EXTENSION + "0";

  private static final Set<Socks5AddressType> ADDRESS_TYPES =
      Set.of(Socks5AddressType.IPv4, Socks5AddressType.DOMAIN, Socks5AddressType.IPv6);

  private final SocksPort port;
  private final OptimisticData early = new OptimisticData();
  private Isolation isolation;
  private Future<?> timeout;
  private boolean asked;
  private Future<?> connecting;

  /** A request names its target by a kind of address that SOCKS5 has not. */
  private static final class UnknownAddressType extends DecoderException {
    private static final long serialVersionUID = 1L;
  }

  /** {@code listener} is the port's own address: streams of other ports get other circuits. */
  SocksHandler(SocksPort port, String listener, Channel program) {
    this.port = port;
    String address = ((InetSocketAddress) program.remoteAddress()).getAddress().getHostAddress();
    this.isolation = isolation(listener, address, List.of("", ""));
    this.timeout = program.eventLoop().newSucceededFuture(null);
    this.connecting = timeout;
  }

  private static Isolation isolation(String listener, String client, List<String> login) {
    Map<By, List<String>> facts =
        Map.of(
            By.SESSION_GROUP,
            List.of(listener),
            By.CLIENT_ADDRESS,
            List.of(client),
            By.LOGIN,
            login);
    return new Isolation(facts.keySet(), facts, false);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    timeout =
        context
            .executor()
            .schedule(
                () -> {
                  log.debug("A program did not finish its SOCKS request in time; closing it");
                  Unwatched.close(context);
                },
                port.timeout().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf data) {
      // Sent by a program that does not wait for our answer.
      early.say(data);
      if (early.isFull()) {
        context.channel().config().setAutoRead(false);
      }
    } else if (message instanceof SocksMessage malformed && malformed.decoderResult().isFailure()) {
      port.warnings().warn("A program sent a malformed SOCKS request; closing it");
      if (malformed.decoderResult().cause() instanceof UnknownAddressType) {
        reply(context, Socks5CommandStatus.ADDRESS_UNSUPPORTED);
      } else if (malformed instanceof Socks5CommandRequest) {
        reply(context, Socks5CommandStatus.FAILURE);
      } else if (malformed instanceof Socks5PasswordAuthRequest) {
        refuseLogin(context);
      } else {
        Unwatched.close(context);
      }
    } else if (message instanceof Socks5InitialRequest greeting) {
      onGreeting(context, greeting);
    } else if (message instanceof Socks5PasswordAuthRequest login) {
      onLogin(context, login);
    } else if (message instanceof Socks5CommandRequest request && !asked) {
      asked = true;
      onRequest(context, request);
    } else {
      Unwatched.close(context);
    }
  }

  private void onGreeting(ChannelHandlerContext context, Socks5InitialRequest greeting) {
    ChannelPipeline pipeline = context.pipeline();
    if (greeting.authMethods().contains(Socks5AuthMethod.PASSWORD)) {
      Unwatched.writeAndFlush(context, new DefaultSocks5InitialResponse(Socks5AuthMethod.PASSWORD));
      pipeline.replace("socks-decoder", "socks-decoder", new Socks5PasswordAuthRequestDecoder());
    } else if (greeting.authMethods().contains(Socks5AuthMethod.NO_AUTH)) {
      Unwatched.writeAndFlush(context, new DefaultSocks5InitialResponse(Socks5AuthMethod.NO_AUTH));
      pipeline.replace("socks-decoder", "socks-decoder", requestDecoder());
    } else {
      port.warnings()
          .warn("A program offers no way of SOCKS5 authentication that is known here; closing it");
      context
          .writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.UNACCEPTED))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void onLogin(ChannelHandlerContext context, Socks5PasswordAuthRequest login) {
    String user = login.username();
    if (user.startsWith(EXTENSION) && !user.equals(EXTENSION_WITHOUT_PARAMETERS)) {
      port.warnings().warn("A program uses an unknown format of SOCKS parameters; closing it");
      refuseLogin(context);
      return;
    }
    isolation =
        isolation(
            isolation.fact(By.SESSION_GROUP).get(0),
            isolation.fact(By.CLIENT_ADDRESS).get(0),
            List.of(user, login.password()));
    Unwatched.writeAndFlush(
        context, new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.SUCCESS));
    context.pipeline().replace("socks-decoder", "socks-decoder", requestDecoder());
  }

  private static void refuseLogin(ChannelHandlerContext context) {
    context
        .writeAndFlush(new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.FAILURE))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private static Socks5CommandRequestDecoder requestDecoder() {
    return new Socks5CommandRequestDecoder(SocksHandler::address);
  }

  private static String address(Socks5AddressType type, ByteBuf in) throws Exception {
    if (!ADDRESS_TYPES.contains(type)) {
      throw new UnknownAddressType();
    }
    String address = Socks5AddressDecoder.DEFAULT.decodeAddress(type, in);
    if (address.chars().anyMatch(c -> c > 0x7f)) {
      // The codec would read it as Latin-1, and make a name of it that nobody asked for.
      throw new DecoderException("a host name is not ASCII");
    }
    return address;
  }

  private void onRequest(ChannelHandlerContext context, Socks5CommandRequest request) {
    timeout.cancel(false);
    if (!request.type().equals(Socks5CommandType.CONNECT)) {
      port.warnings().warn("A program asked for a SOCKS command other than CONNECT; closing it");
      reply(context, Socks5CommandStatus.COMMAND_UNSUPPORTED);
      return;
    }
    Target target;
    try {
      target = new Target(request.dstAddr(), request.dstPort());
    } catch (IllegalArgumentException e) {
      port.warnings()
          .warn("A program asked for an impossible target: {}", String.valueOf(e.getMessage()));
      reply(context, Socks5CommandStatus.FAILURE);
      return;
    }
    Future<TorStream> stream = port.connector().connect(target, isolation, early);
    connecting = stream;
    stream.addListener(
        (Future<TorStream> done) -> {
          if (done.isSuccess()) {
            onConnected(context, done.getNow());
          } else {
            log.debug("No stream for a program: {}", done.cause().getMessage());
            reply(context, SocksReply.of(done.cause()));
          }
        });
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    early.flush();
  }

  /** A program that is gone, or has said all, before its stream is connected wants none. */
  @Override
  public void channelInactive(ChannelHandlerContext context) {
    connecting.cancel(false);
  }

  private void onConnected(ChannelHandlerContext context, TorStream stream) {
    Channel program = context.channel();
    if (!program.isActive()) {
      Unwatched.close(stream);
      return;
    }
    Unwatched.writeAndFlush(
        program,
        new DefaultSocks5CommandResponse(
            Socks5CommandStatus.SUCCESS, Socks5AddressType.IPv4, "0.0.0.0", 0));
    ChannelPipeline pipeline = context.pipeline();
    // What the decoder holds back comes out of it as it is removed, and joins the early bytes.
    pipeline.remove("socks-decoder");
    pipeline.remove("socks-encoder");
    early.flush();
    pipeline.remove(this);
    Splice.join(program, stream, port.lingering());
  }

  private static void reply(ChannelHandlerContext context, Socks5CommandStatus status) {
    context
        .writeAndFlush(
            new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv4, "0.0.0.0", 0))
        .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    timeout.cancel(false);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.trace("A program's connection failed: {}", cause.getClass().getSimpleName());
    Unwatched.close(context);
  }
}
