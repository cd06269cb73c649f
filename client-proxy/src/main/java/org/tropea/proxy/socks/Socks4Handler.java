package org.tropea.proxy.socks;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.socksx.v4.DefaultSocks4CommandResponse;
import io.netty.handler.codec.socksx.v4.Socks4CommandStatus;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Answer;
import org.tropea.proxy.request.Program;
import org.tropea.proxy.request.Program.Protocol;
import org.tropea.proxy.request.ProgramConnection;
import org.tropea.proxy.request.Requests;

/**
 * One program's SOCKS4 or 4a request: CONNECT, or RESOLVE for an IPv4 address (rows S01, S02). The
 * user name separates circuits and authenticates nobody. Confined to the loop of the client.
 */
final class Socks4Handler extends SimpleChannelInboundHandler<Socks4Request> {
  private final Requests requests;
  private final ProgramConnection connection;
  private final Program program;
  private boolean asked;

  Socks4Handler(Requests requests, ProgramConnection connection, Channel channel) {
    this.requests = requests;
    this.connection = connection;
    this.program = Program.at(channel.remoteAddress(), Protocol.SOCKS4);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Socks4Request request) {
    if (asked) {
      Unwatched.close(context);
      return;
    }
    asked = true;
    boolean resolves = request.command() == Socks4Request.RESOLVE;
    String host = request.host();
    if (!request.hasHost() || !(resolves || request.command() == Socks4Request.CONNECT)) {
      requests.warnings().warn("A program sent a SOCKS4 request that cannot be; closing it");
      reply(context, null);
      return;
    }
    if (KnownAddress.isRefused(requests, "SOCKS4", host, request.isAddress())) {
      reply(context, null);
      return;
    }
    Program asking =
        request.user().isEmpty()
            ? program
            : program.with(Protocol.SOCKS4, List.of(request.user(), ""));
    if (resolves) {
      resolve(context, asking, host, request.port());
    } else {
      connect(context, asking, host, request.port());
    }
  }

  private void connect(ChannelHandlerContext context, Program asking, String host, int port) {
    connection.awaitsStream(
        context.channel(),
        requests.connect(asking, host, port, connection.early()),
        () -> new DefaultSocks4CommandResponse(Socks4CommandStatus.SUCCESS),
        cause -> reply(context, null));
  }

  private void resolve(ChannelHandlerContext context, Program asking, String host, int port) {
    Future<Optional<Answer>> answer = requests.resolve(asking, host, port);
    connection.awaits(answer);
    answer.addListener(
        (Future<Optional<Answer>> done) ->
            reply(context, done.isSuccess() ? done.getNow().orElse(null) : null));
  }

  /** Says what was found, and closes. */
  private static void reply(ChannelHandlerContext context, @Nullable Answer found) {
    boolean isIpv4 = found != null && found.type() == Answer.IPV4;
    context
        .writeAndFlush(
            isIpv4
                ? new DefaultSocks4CommandResponse(
                    Socks4CommandStatus.SUCCESS, NetUtil.bytesToIpAddress(bytes(found)), 0)
                : new DefaultSocks4CommandResponse(Socks4CommandStatus.REJECTED_OR_FAILED))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private static byte[] bytes(@Nullable Answer found) {
    return found == null ? new byte[0] : found.value().toByteArray();
  }
}
