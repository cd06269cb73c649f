package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/**
 * ESTABLISH_RENDEZVOUS (rend-spec 4.1): a client makes the circuit's last hop its rendezvous point:
 * the cookie (20), and nothing behind it, which C tor refuses.
 */
public record EstablishRendezvous(RendezvousCookie cookie) implements RelayMessage {
  static EstablishRendezvous read(ByteReader reader) throws DecodeException {
    RendezvousCookie cookie = RendezvousCookie.read(reader);
    reader.end("a rendezvous cookie");
    return new EstablishRendezvous(cookie);
  }

  @Override
  public int command() {
    return RelayCommand.ESTABLISH_RENDEZVOUS;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onEstablishRendezvous(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    writer.bytes(cookie.value());
  }
}
