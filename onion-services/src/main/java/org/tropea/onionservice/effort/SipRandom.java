package org.tropea.onionservice.effort;

/** Numbers that follow from a key, by SipHash-1-3 of a counter. Confined to one thread. */
final class SipRandom {
  private final SipState key;
  private long counter;
  private long bytes;
  private int bytesLeft;
  private long words;
  private int wordsLeft;

  SipRandom(SipState key) {
    this.key = key;
  }

  /** 0 to 255. */
  int u8() {
    if (bytesLeft == 0) {
      bytes = key.hash(counter++);
      bytesLeft = 8;
    }
    bytesLeft--;
    return (int) (bytes >>> (8 * bytesLeft)) & 0xff;
  }

  /** 32 bits. */
  int u32() {
    if (wordsLeft == 0) {
      words = key.hash(counter++);
      wordsLeft = 2;
    }
    wordsLeft--;
    return (int) (words >>> (32 * wordsLeft));
  }

  /** Below {@code bound}. */
  int below(int bound) {
    return Integer.remainderUnsigned(u32(), bound);
  }
}
