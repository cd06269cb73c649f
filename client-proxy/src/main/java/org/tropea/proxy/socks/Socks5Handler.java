package org.tropea.proxy.socks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
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
import io.netty.handler.codec.socksx.v5.Socks5Message;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequest;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthStatus;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tropea.client.HostKind;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Answer;
import org.tropea.proxy.request.Program;
import org.tropea.proxy.request.Program.Protocol;
import org.tropea.proxy.request.ProgramConnection;
import org.tropea.proxy.request.Requests;

/**
 * One program's SOCKS5 conversation, until its connection is spliced to a stream (rows S01 to S05):
 * CONNECT, and Tor's own RESOLVE and RESOLVE_PTR.
 *
 * <p>User name and password, empty or not, separate circuits and authenticate nobody. Confined to
 * the loop of the client.
 */
final class Socks5Handler extends SimpleChannelInboundHandler<Socks5Message> {
  /** User names that begin so are reserved for parameters; only the empty format 0 is known. */
  private static final String EXTENSION = "<torS0X>";

  private static final String EXTENSION_WITHOUT_PARAMETERS = EXTENSION + "0";

  private static final Socks5CommandType RESOLVE = Socks5CommandType.valueOf((byte) 0xf0);
  private static final Socks5CommandType RESOLVE_PTR = Socks5CommandType.valueOf((byte) 0xf1);

  private static final Set<Socks5CommandType> COMMANDS =
      Set.of(Socks5CommandType.CONNECT, RESOLVE, RESOLVE_PTR);

  private static final Set<Socks5AddressType> ADDRESS_TYPES =
      Set.of(Socks5AddressType.IPv4, Socks5AddressType.DOMAIN, Socks5AddressType.IPv6);

  private final Requests requests;
  private final ProgramConnection connection;
  private final SocksReply reply;
  private Program program;
  private boolean asked;

  /** A request names its target by a kind of address that SOCKS5 has not. */
  private static final class UnknownAddressType extends DecoderException {
    private static final long serialVersionUID = 1L;
  }

  Socks5Handler(Requests requests, ProgramConnection connection, Channel channel) {
    this.requests = requests;
    this.connection = connection;
    this.program = Program.at(channel.remoteAddress(), Protocol.SOCKS5);
    this.reply =
        new SocksReply(channel.remoteAddress(), requests.rules().manners().extendedErrors());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Socks5Message message) {
    if (message.decoderResult().isFailure()) {
      onMalformed(context, message);
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

  private void onMalformed(ChannelHandlerContext context, Socks5Message malformed) {
    requests.warnings().warn("A program sent a malformed SOCKS request; closing it");
    if (malformed.decoderResult().cause() instanceof UnknownAddressType) {
      refuse(context, Socks5CommandStatus.ADDRESS_UNSUPPORTED);
    } else if (malformed instanceof Socks5CommandRequest) {
      refuse(context, Socks5CommandStatus.FAILURE);
    } else if (malformed instanceof Socks5PasswordAuthRequest) {
      refuseLogin(context);
    } else {
      Unwatched.close(context);
    }
  }

  private void onGreeting(ChannelHandlerContext context, Socks5InitialRequest greeting) {
    ChannelPipeline pipeline = context.pipeline();
    boolean withLogin = greeting.authMethods().contains(Socks5AuthMethod.PASSWORD);
    boolean without = greeting.authMethods().contains(Socks5AuthMethod.NO_AUTH);
    if (greeting.authMethods().isEmpty()) {
      Unwatched.close(context);
    } else if (withLogin && !(without && requests.rules().manners().withoutLoginFirst())) {
      Unwatched.writeAndFlush(context, new DefaultSocks5InitialResponse(Socks5AuthMethod.PASSWORD));
      pipeline.replace(
          SocksGreeting.DECODER, SocksGreeting.DECODER, new Socks5PasswordAuthRequestDecoder());
    } else if (without) {
      Unwatched.writeAndFlush(context, new DefaultSocks5InitialResponse(Socks5AuthMethod.NO_AUTH));
      pipeline.replace(SocksGreeting.DECODER, SocksGreeting.DECODER, requestDecoder());
    } else {
      requests
          .warnings()
          .warn("A program offers no way of SOCKS5 authentication that is known here; closing it");
      context
          .writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.UNACCEPTED))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void onLogin(ChannelHandlerContext context, Socks5PasswordAuthRequest login) {
    String user = login.username();
    if (user.startsWith(EXTENSION) && !user.equals(EXTENSION_WITHOUT_PARAMETERS)) {
      requests.warnings().warn("A program uses an unknown format of SOCKS parameters; closing it");
      refuseLogin(context);
      return;
    }
    if (!user.isEmpty() || !login.password().isEmpty()) {
      program = program.with(Protocol.SOCKS5, List.of(user, login.password()));
    }
    Unwatched.writeAndFlush(
        context, new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.SUCCESS));
    context.pipeline().replace(SocksGreeting.DECODER, SocksGreeting.DECODER, requestDecoder());
  }

  private static void refuseLogin(ChannelHandlerContext context) {
    context
        .writeAndFlush(new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.FAILURE))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private static Socks5CommandRequestDecoder requestDecoder() {
    return new Socks5CommandRequestDecoder(Socks5Handler::address);
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
    Socks5CommandType command = request.type();
    String host = request.dstAddr();
    if (!COMMANDS.contains(command)) {
      requests.warnings().warn("A program asked for a SOCKS command that is not here; closing it");
      refuse(context, Socks5CommandStatus.COMMAND_UNSUPPORTED);
      return;
    }
    if (command.equals(RESOLVE_PTR)) {
      InetAddress address = HostKind.address(host);
      if (address == null) {
        requests.warnings().warn("A program asked for the name of what is no address; closing it");
        refuse(context, Socks5CommandStatus.ADDRESS_UNSUPPORTED);
      } else {
        answer(context, requests.reverse(program, address, request.dstPort()));
      }
      return;
    }
    boolean known = !request.dstAddrType().equals(Socks5AddressType.DOMAIN);
    if (KnownAddress.isRefused(requests, "SOCKS5", host, known)) {
      refuse(context, Socks5CommandStatus.FORBIDDEN);
    } else if (command.equals(RESOLVE)) {
      answer(context, requests.resolve(program, host, request.dstPort()));
    } else {
      connect(context, host, request.dstPort());
    }
  }

  private void connect(ChannelHandlerContext context, String host, int port) {
    connection.awaitsStream(
        context.channel(),
        requests.connect(program, host, port, connection.early()),
        () -> reply.ofStream(Socks5CommandStatus.SUCCESS),
        cause -> end(context, reply.toFailure(cause)));
  }

  private void answer(ChannelHandlerContext context, Future<Optional<Answer>> lookup) {
    connection.awaits(lookup);
    lookup.addListener(
        (Future<Optional<Answer>> done) ->
            end(context, SocksReply.ofLookup(done.isSuccess() ? done.getNow() : Optional.empty())));
  }

  private void refuse(ChannelHandlerContext context, Socks5CommandStatus status) {
    end(context, SocksReply.ofRequest(status));
  }

  private static void end(ChannelHandlerContext context, Object last) {
    context.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
  }
}
