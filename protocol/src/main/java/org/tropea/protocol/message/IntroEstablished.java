package org.tropea.protocol.message;

import java.util.List;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/** INTRO_ESTABLISHED (rend-spec 3.1.3): the relay is an introduction point now: extensions. */
public record IntroEstablished(List<Extension> extensions) implements RelayMessage {
  /** Keeps its own copy. */
  public IntroEstablished {
    extensions = List.copyOf(extensions);
  }

  static IntroEstablished read(ByteReader reader) throws DecodeException {
    return new IntroEstablished(Extension.readList(reader));
  }

  @Override
  public int command() {
    return RelayCommand.INTRO_ESTABLISHED;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onIntroEstablished(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    Extension.writeList(extensions, writer);
  }
}
