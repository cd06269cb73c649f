package org.tropea.protocol.message;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.linkspec.IpAddress;

/**
 * END (tor-spec 6.3): closes a stream: reason (1), and for {@link EndReason#EXIT_POLICY} the
 * address that the exit refuses (4 or 16), TTL (4).
 *
 * @param address null for other reasons, and where it is missing or has another length
 * @param ttlSeconds unsigned; {@link #NO_TTL} where it is missing
 */
public record End(EndReason reason, @Nullable InetAddress address, long ttlSeconds)
    implements RelayMessage {
  /** What a missing TTL counts as. */
  public static final long NO_TTL = 0xffffffffL;

  private static final int TTL_LENGTH = 4;

  /** Refuses an address with any other reason. */
  public End {
    if (address != null && !reason.equals(EndReason.EXIT_POLICY)) {
      throw new IllegalArgumentException("only EXIT_POLICY names an address");
    }
  }

  /** An END that names no address. */
  public static End of(EndReason reason) {
    return new End(reason, null, NO_TTL);
  }

  static End read(ByteReader reader) throws DecodeException {
    EndReason reason = new EndReason(reader.u8());
    InetAddress address = null;
    if (reason.equals(EndReason.EXIT_POLICY)) {
      address =
          switch (reader.remaining()) {
            case IpAddress.IPV4_LENGTH, IpAddress.IPV4_LENGTH + TTL_LENGTH ->
                IpAddress.readIpv4(reader);
            case IpAddress.IPV6_LENGTH, IpAddress.IPV6_LENGTH + TTL_LENGTH ->
                IpAddress.readIpv6(reader);
            default -> null;
          };
    }
    return address == null || reader.remaining() == 0
        ? new End(reason, address, NO_TTL)
        : new End(reason, address, reader.u32());
  }

  @Override
  public int command() {
    return RelayCommand.END;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onEnd(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    writer.u8(reason.code());
    if (address != null) {
      writer.bytes(address.getAddress()).u32(ttlSeconds);
    }
  }
}
