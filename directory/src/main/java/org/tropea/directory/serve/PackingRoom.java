package org.tropea.directory.serve;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many bodies are packed while they are sent, of all channels of a server: a packer takes up to
 * 1.4 MB of native memory, which no collector sees. Beyond 32 a body goes as it is. Any thread.
 */
final class PackingRoom {
  static final int MAX_PACKERS = 32;

  private final AtomicInteger packers = new AtomicInteger();

  /** Takes a place; false where none is free. */
  boolean take() {
    if (packers.incrementAndGet() > MAX_PACKERS) {
      packers.decrementAndGet();
      return false;
    }
    return true;
  }

  void giveBack() {
    packers.decrementAndGet();
  }
}
