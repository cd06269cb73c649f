package org.tropea.protocol.message;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/**
 * RENDEZVOUS1 (rend-spec 4.2): a service meets a client: cookie (20), the rest for the client.
 *
 * @param handshake the service's key (32) and what proves who made it (32)
 */
public record Rendezvous1(RendezvousCookie cookie, Bytes handshake) implements RelayMessage {
  static Rendezvous1 read(ByteReader reader) throws DecodeException {
    RendezvousCookie cookie = RendezvousCookie.read(reader);
    return new Rendezvous1(cookie, reader.bytes(reader.remaining()));
  }

  @Override
  public int command() {
    return RelayCommand.RENDEZVOUS1;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onRendezvous1(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    writer.bytes(cookie.value()).bytes(handshake);
  }
}
