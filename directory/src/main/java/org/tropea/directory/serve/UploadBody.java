package org.tropea.directory.serve;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * What arrived of an upload. Takes room as it grows, for what is there and not for what was
 * announced: at most twice of what came. Confined to its channel's loop.
 */
final class UploadBody {
  private static final int FIRST = 8 * 1024;

  private final UploadRoom.Place place;
  private final int announced;
  private byte[] bytes = new byte[0];
  private int length;

  UploadBody(UploadRoom.Place place, int announced) {
    this.place = place;
    this.announced = announced;
  }

  /** Takes what came, no more in all than was announced; false where there is no room for it. */
  boolean add(ByteBuf more) {
    int needed = length + more.readableBytes();
    if (needed > bytes.length) {
      int size = Math.min(announced, Math.max(FIRST, Math.max(needed, 2 * bytes.length)));
      if (!place.grow(size)) {
        return false;
      }
      bytes = Arrays.copyOf(bytes, size);
    }
    int count = more.readableBytes();
    more.readBytes(bytes, length, count);
    length += count;
    return true;
  }

  /** All of it. */
  byte[] bytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  /** Nobody works on it any more. */
  void giveBack() {
    bytes = new byte[0];
    length = 0;
    place.giveBack();
  }
}
