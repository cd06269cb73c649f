package org.tropea.proxy.socks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.linkspec.IpAddress;

/**
 * A SOCKS 4 or 4a request: version (1), command (1), port (2), IPv4 address (4), user and a NUL;
 * where the address is 0.0.0.x, a host and a NUL follow. At most 512 bytes, as for C tor.
 *
 * <p>Netty's own decoder refuses port 0, which lookups have.
 *
 * @param isAddress whether the host was given by its address
 */
record Socks4Request(int command, int port, String user, String host, boolean isAddress) {
  static final int CONNECT = 1;
  static final int RESOLVE = 0xf0;

  /** What cannot be read. */
  static final Socks4Request MALFORMED = new Socks4Request(0, 0, "", "", false);

  private static final int HEAD_LENGTH = 8;
  private static final int MAX_LENGTH = 512;
  private static final int MAX_HOST = 255;

  /** Prints nothing of its contents. */
  @Override
  public String toString() {
    return "SOCKS4 request";
  }

  /** Whether it names a host at all. */
  boolean hasHost() {
    return !host.isEmpty();
  }

  /** Cuts one request off, and lets everything behind it through. For one connection. */
  static final class Decoder extends ByteToMessageDecoder {
    private boolean read;

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
      if (read) {
        out.add(in.readRetainedSlice(in.readableBytes()));
        return;
      }
      int start = in.readerIndex();
      Socks4Request request = in.readableBytes() < HEAD_LENGTH ? null : read(in);
      if (request != null) {
        read = true;
        out.add(request);
      } else if (in.writerIndex() - start >= MAX_LENGTH) {
        in.skipBytes(in.readableBytes());
        read = true;
        out.add(MALFORMED);
      } else {
        in.readerIndex(start);
      }
    }

    /** The request; null where it has no end yet. */
    private static @Nullable Socks4Request read(ByteBuf in) {
      int end = in.readerIndex() + MAX_LENGTH;
      in.skipBytes(1);
      int command = in.readUnsignedByte();
      int port = in.readUnsignedShort();
      byte[] address = new byte[IpAddress.IPV4_LENGTH];
      in.readBytes(address);
      String user = text(in, end);
      if (user == null) {
        return null;
      }
      boolean named = address[0] == 0 && address[1] == 0 && address[2] == 0 && address[3] != 0;
      String host = named ? text(in, end) : IpAddress.of(address).getHostAddress();
      if (host == null) {
        return null;
      }
      boolean none = !named && IpAddress.of(address).isAnyLocalAddress();
      if (none || host.length() > MAX_HOST) {
        return MALFORMED;
      }
      return new Socks4Request(command, port, user, host, !named);
    }

    private static @Nullable String text(ByteBuf in, int end) {
      int most = Math.min(in.readableBytes(), end - in.readerIndex());
      int length = in.bytesBefore(most, (byte) 0);
      if (length < 0) {
        return null;
      }
      String text = in.toString(in.readerIndex(), length, StandardCharsets.ISO_8859_1);
      in.skipBytes(length + 1);
      return text;
    }
  }
}
