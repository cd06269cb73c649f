package org.tropea.proxy.socks;

import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.client.ConnectFailure;
import org.tropea.protocol.message.EndReason;

/** What a SOCKS5 program is told of a failure: the same codes that C tor gives. */
final class SocksReply {
  private static final Map<EndReason, Socks5CommandStatus> BY_END_REASON =
      Map.of(
          EndReason.RESOLVE_FAILED, Socks5CommandStatus.HOST_UNREACHABLE,
          EndReason.CONNECT_REFUSED, Socks5CommandStatus.CONNECTION_REFUSED,
          EndReason.DONE, Socks5CommandStatus.CONNECTION_REFUSED,
          EndReason.CONNECTION_RESET, Socks5CommandStatus.CONNECTION_REFUSED,
          EndReason.EXIT_POLICY, Socks5CommandStatus.FORBIDDEN,
          EndReason.TIMEOUT, Socks5CommandStatus.TTL_EXPIRED,
          EndReason.NO_ROUTE, Socks5CommandStatus.HOST_UNREACHABLE);

  private SocksReply() {}

  static Socks5CommandStatus of(@Nullable Throwable cause) {
    EndReason reason = cause instanceof ConnectFailure failure ? failure.endReason() : null;
    return reason == null
        ? Socks5CommandStatus.FAILURE
        : BY_END_REASON.getOrDefault(reason, Socks5CommandStatus.FAILURE);
  }
}
