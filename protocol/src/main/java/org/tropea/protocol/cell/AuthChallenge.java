package org.tropea.protocol.cell;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/**
 * AUTH_CHALLENGE (tor-spec 4.3): invites the initiator to authenticate: challenge (32), count (2),
 * methods (2 each). Bytes behind them are ignored.
 */
public record AuthChallenge(Bytes challenge, List<Integer> methods) implements Cell {
  /** Length of the challenge in bytes. */
  public static final int CHALLENGE_LENGTH = 32;

  /** Refuses a challenge of another length. */
  public AuthChallenge {
    if (challenge.size() != CHALLENGE_LENGTH) {
      throw new IllegalArgumentException("a challenge has 32 bytes");
    }
    methods = List.copyOf(methods);
  }

  static AuthChallenge read(ByteReader reader) throws DecodeException {
    Bytes challenge = reader.bytes(CHALLENGE_LENGTH);
    int count = reader.u16();
    List<Integer> methods = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      methods.add(reader.u16());
    }
    return new AuthChallenge(challenge, methods);
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
    methods.forEach(writer::u16);
  }
}
