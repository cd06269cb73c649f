package org.tropea.protocol.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.cell.Versions;

/** Writes cells as bytes, see {@link CellDecoder}; VERSIONS has a circuit id of two bytes. */
final class CellEncoder extends MessageToByteEncoder<Cell> {
  private static final int FIXED_LENGTH = 4 + 1 + CellCommand.BODY_LENGTH;

  private final HandshakeTranscript transcript;

  /** An encoder that tells {@code transcript} of each cell until it has ended. */
  CellEncoder(HandshakeTranscript transcript) {
    super(Cell.class, true);
    this.transcript = transcript;
  }

  @Override
  protected ByteBuf allocateBuffer(ChannelHandlerContext context, Cell cell, boolean direct) {
    return context.alloc().ioBuffer(FIXED_LENGTH);
  }

  @Override
  protected void encode(ChannelHandlerContext context, Cell cell, ByteBuf out) {
    write(cell, out);
    if (!transcript.isEnded()) {
      transcript.add(cell.command(), out);
    }
  }

  private static void write(Cell cell, ByteBuf out) {
    if (cell instanceof Versions) {
      out.writeShort(0);
    } else {
      out.writeInt(cell.circuitId());
    }
    out.writeByte(cell.command());
    if (cell instanceof Relay relay) {
      out.writeBytes(relay.body());
      return;
    }
    ByteWriter body = new ByteWriter();
    cell.writeBody(body);
    if (CellCommand.isVariableLength(cell.command())) {
      out.writeShort(body.length());
      out.writeBytes(body.toByteArray());
    } else {
      out.writeBytes(body.toByteArray());
      out.writeZero(CellCommand.BODY_LENGTH - body.length());
    }
  }
}
