package org.tropea.protocol.cell;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/**
 * PADDING_NEGOTIATE (padding-spec 2.2): a client asks its guard for padding: version 0 (1), command
 * (1), shortest and longest silence in milliseconds (2 each).
 *
 * @param padCommand {@link #START} or {@link #STOP}
 */
public record PaddingNegotiate(int padCommand, int lowMilliseconds, int highMilliseconds)
    implements Cell {
  /** Do not pad. */
  public static final int STOP = 1;

  /** Pad, after a silence between the two lengths. */
  public static final int START = 2;

  private static final int VERSION = 0;

  /** Refuses another command. */
  public PaddingNegotiate {
    if (padCommand != STOP && padCommand != START) {
      throw new IllegalArgumentException("padding is started or stopped");
    }
  }

  /** An unknown version or command is no error but an {@link UnknownCell}: C tor drops it too. */
  static Cell read(ByteReader reader) throws DecodeException {
    int version = reader.u8();
    int padCommand = reader.u8();
    if (version != VERSION || (padCommand != STOP && padCommand != START)) {
      return new UnknownCell(0, CellCommand.PADDING_NEGOTIATE);
    }
    return new PaddingNegotiate(padCommand, reader.u16(), reader.u16());
  }

  @Override
  public int circuitId() {
    return 0;
  }

  @Override
  public int command() {
    return CellCommand.PADDING_NEGOTIATE;
  }

  @Override
  public void writeBody(ByteWriter writer) {
    writer.u8(VERSION).u8(padCommand).u16(lowMilliseconds).u16(highMilliseconds);
  }
}
