package org.tropea.protocol.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.cell.Versions;
import org.tropea.protocol.loop.Unwatched;

/**
 * Writes cells as bytes, see {@link CellDecoder}; VERSIONS has a circuit id of two bytes.
 *
 * <p>Cells gather in one buffer until it holds as many as a TLS record, 31, or until they are
 * flushed: so each buffer becomes one record. A flush without a cell before it ends here. Confined
 * to the channel's loop.
 */
final class CellEncoder extends ChannelOutboundHandlerAdapter {
  private static final int HEADER_LENGTH = 4 + 1;
  private static final int FIXED_LENGTH = HEADER_LENGTH + CellCommand.BODY_LENGTH;
  private static final int BATCH_LENGTH = 31 * FIXED_LENGTH;

  private final HandshakeTranscript transcript;
  private @Nullable ByteBuf batch;
  private boolean unflushed;

  /** An encoder that tells {@code transcript} of each cell until it has ended. */
  CellEncoder(HandshakeTranscript transcript) {
    this.transcript = transcript;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    Cell cell = (Cell) message;
    ByteBuf out = room(context);
    int start = out.writerIndex();
    write(cell, out);
    if (!transcript.isEnded()) {
      transcript.add(cell.command(), out.slice(start, out.writerIndex() - start));
    }
    unflushed = true;
    if (!promise.isVoid()) {
      // Whoever asks when it is sent gets the answer for all that was waiting.
      writeBatch(context, promise);
    }
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    writeBatch(context, context.voidPromise());
    if (unflushed) {
      unflushed = false;
      context.flush();
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    writeBatch(context, context.voidPromise());
    Unwatched.close(context, promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (batch != null) {
      batch.release();
      batch = null;
    }
  }

  /** The batch, with room for one more fixed-length cell; a longer one makes it grow. */
  private ByteBuf room(ChannelHandlerContext context) {
    if (batch != null && batch.readableBytes() + FIXED_LENGTH > BATCH_LENGTH) {
      writeBatch(context, context.voidPromise());
    }
    ByteBuf room = batch;
    if (room == null) {
      room = context.alloc().ioBuffer(BATCH_LENGTH);
      batch = room;
    }
    return room;
  }

  private void writeBatch(ChannelHandlerContext context, ChannelPromise promise) {
    ByteBuf full = batch;
    if (full != null) {
      batch = null;
      Unwatched.write(context, full, promise);
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
