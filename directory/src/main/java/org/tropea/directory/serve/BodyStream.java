package org.tropea.directory.serve;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.fetch.ContentEncoding;

/**
 * A body, made piece by piece as the peer takes it: a slow one costs a piece, not a copy. Pieces
 * are windows into the shared document, or packed on the spot, by a packer that is made when the
 * first piece can be sent. Confined to its channel's loop.
 */
final class BodyStream implements ChunkedInput<ByteBuf> {
  private static final int PIECE = 16 * 1024;

  private final List<byte[]> parts;
  private final ByteArrayOutputStream sink = new ByteArrayOutputStream();
  private final @Nullable ContentEncoding encoding;
  private final @Nullable PackingRoom room;
  private @Nullable OutputStream packer;
  private int part;
  private int offset;
  private long sent;
  private boolean ended;

  /** Sends these bytes as they are. */
  BodyStream(List<byte[]> parts) {
    this.parts = parts;
    this.encoding = null;
    this.room = null;
  }

  /** Packs these bytes while sending them; gives back the place that was taken in {@code room}. */
  BodyStream(List<byte[]> parts, ContentEncoding encoding, PackingRoom room) {
    this.parts = parts;
    this.encoding = encoding;
    this.room = room;
  }

  @Override
  public boolean isEndOfInput() {
    return ended || (encoding == null && atEnd());
  }

  @Override
  public @Nullable ByteBuf readChunk(ByteBufAllocator allocator) throws IOException {
    ByteBuf piece = encoding == null ? plain() : packed(encoding);
    sent += piece == null ? 0 : piece.readableBytes();
    return piece;
  }

  private @Nullable ByteBuf plain() {
    return isEndOfInput() ? null : window();
  }

  private @Nullable ByteBuf packed(ContentEncoding with) throws IOException {
    while (!ended && sink.size() < PIECE) {
      if (atEnd()) {
        packer(with).close();
        end();
      } else {
        ByteBuf window = window();
        packer(with).write(window.array(), window.arrayOffset(), window.readableBytes());
      }
    }
    byte[] packed = sink.toByteArray();
    sink.reset();
    return packed.length == 0 ? null : Unpooled.wrappedBuffer(packed);
  }

  private OutputStream packer(ContentEncoding encoding) throws IOException {
    OutputStream made = packer == null ? Packing.streaming(encoding, sink) : packer;
    packer = made;
    return made;
  }

  private void end() {
    if (!ended && room != null) {
      room.giveBack();
    }
    ended = true;
    packer = null;
  }

  private boolean atEnd() {
    while (part < parts.size() && offset == parts.get(part).length) {
      part++;
      offset = 0;
    }
    return part == parts.size();
  }

  private ByteBuf window() {
    byte[] bytes = parts.get(part);
    int length = Math.min(PIECE, bytes.length - offset);
    ByteBuf window = Unpooled.wrappedBuffer(bytes, offset, length);
    offset += length;
    return window;
  }

  @Override
  @SuppressWarnings("deprecation") // The interface still demands it.
  public @Nullable ByteBuf readChunk(ChannelHandlerContext context) throws Exception {
    return readChunk(context.alloc());
  }

  @Override
  public void close() throws Exception {
    OutputStream open = packer;
    end();
    if (open != null) {
      open.close();
    }
  }

  @Override
  public long length() {
    return -1;
  }

  @Override
  public long progress() {
    return sent;
  }
}
