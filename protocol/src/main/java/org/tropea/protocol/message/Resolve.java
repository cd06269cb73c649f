package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/**
 * RESOLVE (tor-spec 6.4): asks an exit to look up a host: its name and a NUL, which may be missing
 * at the end, as for C tor.
 *
 * @param host a name, or an in-addr.arpa or ip6.arpa name for the way back; in lower case, at most
 *     255 characters
 */
public record Resolve(String host) implements RelayMessage {
  /** Refuses hosts that {@link #read} would not give. */
  public Resolve {
    host = HostText.lowerCase(host);
  }

  static Resolve read(ByteReader reader) throws DecodeException {
    return new Resolve(HostText.check(HostText.readToEnd(reader)));
  }

  @Override
  public int command() {
    return RelayCommand.RESOLVE;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onResolve(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    writer.bytes(HostText.bytes(host)).u8(0);
  }
}
