package org.tropea.protocol.message;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.linkspec.IpAddress;

/**
 * CONNECTED (tor-spec 6.2): the stream is open: IPv4 address (4), TTL (4); or zeros (4), type 6
 * (1), IPv6 address (16), TTL (4); or nothing, for a directory stream or an onion service. Behind
 * an IPv4 address the TTL may be missing or cut off, as by C tor.
 *
 * @param address what the exit connected to; null for none
 * @param ttlSeconds how long the name's address may be kept, unsigned; 0 where it is not said
 */
public record Connected(@Nullable InetAddress address, long ttlSeconds) implements RelayMessage {
  private static final int IPV6 = 6;
  private static final int TTL_LENGTH = 4;

  /** Refuses 0.0.0.0, which on the wire says that an IPv6 address follows. */
  public Connected {
    if (address != null && address.isAnyLocalAddress() && !(address instanceof Inet6Address)) {
      throw new IllegalArgumentException("nothing can be connected to 0.0.0.0");
    }
  }

  static Connected read(ByteReader reader) throws DecodeException {
    if (reader.remaining() == 0) {
      return new Connected(null, 0);
    }
    InetAddress address = IpAddress.readIpv4(reader);
    if (address.isAnyLocalAddress()) {
      if (reader.u8() != IPV6) {
        throw new DecodeException("CONNECTED holds an address of unknown type");
      }
      return new Connected(IpAddress.readIpv6(reader), reader.u32());
    }
    return new Connected(address, reader.remaining() < TTL_LENGTH ? 0 : reader.u32());
  }

  @Override
  public int command() {
    return RelayCommand.CONNECTED;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onConnected(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    if (address == null) {
      return;
    }
    if (address instanceof Inet6Address) {
      writer.i32(0).u8(IPV6);
    }
    writer.bytes(address.getAddress()).u32(ttlSeconds);
  }
}
