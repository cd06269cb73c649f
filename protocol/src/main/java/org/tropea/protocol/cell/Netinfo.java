package org.tropea.protocol.cell;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.linkspec.IpAddress;

/**
 * NETINFO (tor-spec 4.5): time (4), the receiver's address as seen by the sender, count (1), the
 * sender's addresses; each address is type (1), length (1), value. Ends the link handshake.
 *
 * @param timestamp seconds since 1970, unsigned; 0 from clients
 * @param otherAddress null if unspecified, on the wire 0.0.0.0
 * @param ownAddresses without those of unknown type
 */
public record Netinfo(
    long timestamp, @Nullable InetAddress otherAddress, List<InetAddress> ownAddresses)
    implements Cell {
  private static final int IPV4 = 4;
  private static final int IPV6 = 6;
  private static final InetAddress UNSPECIFIED = IpAddress.of(new byte[IpAddress.IPV4_LENGTH]);

  /** Keeps its own copy. */
  public Netinfo {
    ownAddresses = List.copyOf(ownAddresses);
  }

  static Netinfo read(ByteReader reader) throws DecodeException {
    long timestamp = reader.u32();
    InetAddress other = readAddress(reader);
    if (other == null) {
      throw new DecodeException("NETINFO holds no address of the receiver");
    }
    int count = reader.u8();
    List<InetAddress> own = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      InetAddress address = readAddress(reader);
      if (address != null) {
        own.add(address);
      }
    }
    return new Netinfo(timestamp, other.isAnyLocalAddress() ? null : other, own);
  }

  @Override
  public int circuitId() {
    return 0;
  }

  @Override
  public int command() {
    return CellCommand.NETINFO;
  }

  @Override
  public void writeBody(ByteWriter writer) {
    writer.u32(timestamp);
    writeAddress(otherAddress == null ? UNSPECIFIED : otherAddress, writer);
    writer.u8(ownAddresses.size());
    ownAddresses.forEach(address -> writeAddress(address, writer));
  }

  /** Null for an address of unknown type, which is skipped. */
  private static @Nullable InetAddress readAddress(ByteReader reader) throws DecodeException {
    int type = reader.u8();
    ByteReader value = reader.slice(reader.u8());
    if (type != IPV4 && type != IPV6) {
      return null;
    }
    InetAddress address = type == IPV4 ? IpAddress.readIpv4(value) : IpAddress.readIpv6(value);
    value.end("an address of NETINFO");
    return address;
  }

  private static void writeAddress(InetAddress address, ByteWriter writer) {
    byte[] value = address.getAddress();
    writer.u8(address instanceof Inet4Address ? IPV4 : IPV6).u8(value.length).bytes(value);
  }
}
