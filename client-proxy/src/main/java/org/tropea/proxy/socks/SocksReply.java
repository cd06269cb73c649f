package org.tropea.proxy.socks;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tropea.client.ConnectFailure;
import org.tropea.client.OnionTrouble;
import org.tropea.protocol.message.Answer;
import org.tropea.protocol.message.EndReason;

/** What a SOCKS5 program is told: the same bytes that C tor sends (rows S01 to S03). */
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

  /** Extended errors (proposal 304). */
  private static final Map<OnionTrouble, Socks5CommandStatus> BY_TROUBLE =
      Map.of(
          OnionTrouble.NOT_FOUND, Socks5CommandStatus.valueOf((byte) 0xf0),
          OnionTrouble.INVALID, Socks5CommandStatus.valueOf((byte) 0xf1),
          OnionTrouble.NOT_INTRODUCED, Socks5CommandStatus.valueOf((byte) 0xf2),
          OnionTrouble.NOT_MET, Socks5CommandStatus.valueOf((byte) 0xf3),
          OnionTrouble.KEY_MISSING, Socks5CommandStatus.valueOf((byte) 0xf4),
          OnionTrouble.KEY_WRONG, Socks5CommandStatus.valueOf((byte) 0xf5),
          OnionTrouble.INTRODUCTION_TIMEOUT, Socks5CommandStatus.valueOf((byte) 0xf7));

  /** Another of them: the name under .onion is none. */
  private static final Socks5CommandStatus BAD_ONION_ADDRESS =
      Socks5CommandStatus.valueOf((byte) 0xf6);

  private static final byte[] NOT_FOUND = {5, 4, 0, 0, 0, 0, 0, 0, 0, 0};

  private final boolean ipv4;
  private final boolean extendedErrors;

  /** For a program at {@code end}; {@code extendedErrors} is the listener's flag. */
  SocksReply(SocketAddress end, boolean extendedErrors) {
    this.ipv4 = end instanceof InetSocketAddress its && its.getAddress() instanceof Inet4Address;
    this.extendedErrors = extendedErrors;
  }

  /** To a request that cannot be. */
  static Object ofRequest(Socks5CommandStatus status) {
    return new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv4, "0.0.0.0", 0);
  }

  /** To a request for a stream; of the family that the program itself is of, IPv6 by default. */
  Object ofStream(Socks5CommandStatus status) {
    return ipv4
        ? ofRequest(status)
        : new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv6, "::", 0);
  }

  /** To a request that came to nothing. */
  Object toFailure(@Nullable Throwable cause) {
    return ofStream(status(cause));
  }

  private Socks5CommandStatus status(@Nullable Throwable cause) {
    if (!(cause instanceof ConnectFailure failure)) {
      return Socks5CommandStatus.FAILURE;
    }
    if (failure.kind() == ConnectFailure.Kind.FORBIDDEN) {
      return Socks5CommandStatus.FORBIDDEN;
    }
    if (failure.kind() == ConnectFailure.Kind.ONION_ADDRESS && extendedErrors) {
      return BAD_ONION_ADDRESS;
    }
    if (failure.trouble() != OnionTrouble.NONE && extendedErrors) {
      return BY_TROUBLE.getOrDefault(failure.trouble(), Socks5CommandStatus.FAILURE);
    }
    EndReason reason = failure.endReason();
    return reason == null
        ? Socks5CommandStatus.FAILURE
        : BY_END_REASON.getOrDefault(reason, Socks5CommandStatus.FAILURE);
  }

  /** To a lookup. */
  static Object ofLookup(Optional<Answer> found) {
    if (found.isEmpty()) {
      return Unpooled.wrappedBuffer(NOT_FOUND);
    }
    Answer answer = found.get();
    String host = answer.host();
    if (host != null) {
      return new DefaultSocks5CommandResponse(
          Socks5CommandStatus.SUCCESS, Socks5AddressType.DOMAIN, host, 0);
    }
    return new DefaultSocks5CommandResponse(
        Socks5CommandStatus.SUCCESS,
        answer.type() == Answer.IPV6 ? Socks5AddressType.IPv6 : Socks5AddressType.IPv4,
        NetUtil.bytesToIpAddress(answer.value().toByteArray()),
        0);
  }
}
