package org.tropea.protocol.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Netinfo;
import org.tropea.protocol.cell.UnknownCell;
import org.tropea.protocol.cell.Versions;

/**
 * Cuts the bytes of a link into cells (tor-spec 3).
 *
 * <pre>
 *   fixed     circuit id (2 before VERSIONS, then 4) | command (1) | body (509)
 *   variable  circuit id (2 before VERSIONS, then 4) | command (1) | length (2) | body (length)
 * </pre>
 *
 * <p>Each body is copied once into an array that belongs to the cell. The first malformed cell ends
 * the link, and what follows it is thrown away; but some become an {@link UnknownCell}.
 */
final class CellDecoder extends ByteToMessageDecoder {
  private static final int SHORT_ID = 2;
  private static final int LONG_ID = 4;

  private final HandshakeTranscript transcript;
  private final CellDeadline deadline;
  private int idLength = SHORT_ID;
  private int cells;
  private boolean netinfo;
  private boolean broken;

  /** A decoder that tells {@code transcript} of each cell until it has ended. */
  CellDecoder(HandshakeTranscript transcript, CellDeadline deadline) {
    this.transcript = transcript;
    this.deadline = deadline;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    deadline.onReadComplete(context, actualReadableBytes() > 0, cells);
    super.channelReadComplete(context);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    deadline.cancel();
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws ChannelException {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    Cell cell;
    do {
      cell = next(in);
      if (cell != null) {
        out.add(cell);
      }
      // On an open link all that is there at once; in the handshake a cell changes what may follow.
    } while (cell != null && transcript.isEnded());
  }

  /** The next cell, or null while it is not there as a whole. */
  private @Nullable Cell next(ByteBuf in) throws ChannelException {
    if (in.readableBytes() < idLength + 1) {
      return null;
    }
    int command = in.getUnsignedByte(in.readerIndex() + idLength);
    boolean variable = CellCommand.isVariableLength(command);
    if (idLength == SHORT_ID && !variable) {
      throw broken("a cell of fixed length came before VERSIONS");
    }
    int header = idLength + 1 + (variable ? 2 : 0);
    if (in.readableBytes() < header) {
      return null;
    }
    int length =
        variable ? in.getUnsignedShort(in.readerIndex() + idLength + 1) : CellCommand.BODY_LENGTH;
    if (in.readableBytes() < header + length) {
      return null;
    }
    if (!transcript.isEnded()) {
      transcript.add(command, in.slice(in.readerIndex(), header + length));
    }
    int circuitId = idLength == SHORT_ID ? in.readUnsignedShort() : in.readInt();
    in.skipBytes(header - idLength);
    byte[] body = new byte[length];
    in.readBytes(body);
    cells++;
    return read(circuitId, command, body);
  }

  private Cell read(int circuitId, int command, byte[] body) throws ChannelException {
    Cell cell;
    try {
      cell = Cell.read(circuitId, command, body);
    } catch (DecodeException e) {
      if (endsNoLink(command)) {
        return new UnknownCell(circuitId, command);
      }
      throw broken("a malformed " + CellCommand.name(command) + " cell: " + e.getMessage());
    }
    if (cell instanceof Versions) {
      idLength = LONG_ID;
    }
    netinfo |= cell instanceof Netinfo;
    return cell;
  }

  /**
   * Whether a malformed one is left to whoever gets it: of CREATE2 and CREATED2 the circuit ends,
   * and a NETINFO that is not the first concerns nobody. C tor closes a link for any VERSIONS of an
   * odd length, but drops the NETINFO unread.
   */
  private boolean endsNoLink(int command) {
    return switch (command) {
      case CellCommand.CREATE2, CellCommand.CREATED2 -> true;
      case CellCommand.NETINFO -> netinfo;
      default -> false;
    };
  }

  private ChannelException broken(String message) {
    broken = true;
    return new ChannelException(message);
  }
}
