package org.tropea.protocol.cell;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/**
 * AUTH_CHALLENGE (tor-spec 4.3): invites the initiator to authenticate: challenge (32), count (2),
 * methods (2 each). Bytes behind them are ignored.
 */
public record AuthChallenge(Bytes challenge, TwoByteNumbers methods) implements Cell {
  /** Length of the challenge in bytes. */
  public static final int CHALLENGE_LENGTH = 32;

  /** Refuses a challenge of another length. */
  public AuthChallenge {
    if (challenge.size() != CHALLENGE_LENGTH) {
      throw new IllegalArgumentException("a challenge has 32 bytes");
    }
  }

  static AuthChallenge read(ByteReader reader) throws DecodeException {
    Bytes challenge = reader.bytes(CHALLENGE_LENGTH);
    return new AuthChallenge(challenge, TwoByteNumbers.read(reader, reader.u16()));
  }

  @Override
  public int circuitId() {
    return 0;
  }

  @Override
  public int command() {
    return CellCommand.AUTH_CHALLENGE;
  }

  @Override
  public void writeBody(ByteWriter writer) {
    writer.bytes(challenge).u16(methods.size());
    methods.write(writer);
  }
}
