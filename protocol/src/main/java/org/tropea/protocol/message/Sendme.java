package org.tropea.protocol.message;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/**
 * SENDME (tor-spec 7.3): its receiver may send on. Version 0 is empty; version 1 proves which cell
 * it answers: version (1), length (2), tag.
 *
 * @param tag of the answered cell: 20 bytes, or 16 under counter galois onions; empty in version 0
 */
public record Sendme(int version, Bytes tag) implements RelayMessage {
  private static final int LONG_TAG = 20;
  private static final int SHORT_TAG = 16;

  /** Refuses other versions, and tags of a length that their version does not have. */
  public Sendme {
    if (version == 0 ? tag.size() != 0 : version != 1 || !isTagLength(tag.size())) {
      throw new IllegalArgumentException("not a version and tag of SENDME");
    }
  }

  /** The SENDME of a stream, as C tor sends it: nothing but its command. */
  public static Sendme ofStream() {
    return unauthenticated();
  }

  /** Version 0: nothing but its command. */
  public static Sendme unauthenticated() {
    return new Sendme(0, Bytes.copyFrom(new byte[0]));
  }

  /** The SENDME of a circuit: it names the cell it answers by {@code tag}. */
  public static Sendme ofCircuit(byte[] tag) {
    return new Sendme(1, Bytes.copyFrom(tag));
  }

  static Sendme read(ByteReader reader) throws DecodeException {
    if (reader.remaining() == 0) {
      return new Sendme(0, Bytes.copyFrom(new byte[0]));
    }
    int version = reader.u8();
    if (version > 1) {
      throw new DecodeException("SENDME has an unknown version");
    }
    int length = reader.u16();
    if (!isTagLength(length)) {
      throw new DecodeException("SENDME has a tag of unknown length");
    }
    Bytes tag = reader.bytes(length);
    // C tor also takes a version 0 that is written out, and skips what would be its tag.
    return new Sendme(version, version == 0 ? Bytes.copyFrom(new byte[0]) : tag);
  }

  @Override
  public int command() {
    return RelayCommand.SENDME;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onSendme(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    if (version == 1) {
      writer.u8(version).u16(tag.size()).bytes(tag);
    }
  }

  private static boolean isTagLength(int length) {
    return length == LONG_TAG || length == SHORT_TAG;
  }
}
