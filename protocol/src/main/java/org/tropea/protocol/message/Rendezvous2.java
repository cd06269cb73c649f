package org.tropea.protocol.message;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.CircuitException;

/**
 * RENDEZVOUS2 (rend-spec 4.2): a rendezvous point hands a client what the service sent.
 *
 * @param handshake the service's key (32) and what proves who made it (32), of which a rendezvous
 *     point knows nothing; C tor's clients want both, and ignore what is behind them
 */
public record Rendezvous2(Bytes handshake) implements RelayMessage {
  static Rendezvous2 read(ByteReader reader) {
    return new Rendezvous2(Bytes.copyFrom(reader.rest()));
  }

  @Override
  public int command() {
    return RelayCommand.RENDEZVOUS2;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onRendezvous2(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    writer.bytes(handshake);
  }
}
