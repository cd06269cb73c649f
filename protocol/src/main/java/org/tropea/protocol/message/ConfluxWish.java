package org.tropea.protocol.message;

import org.tropea.crypto.bytes.DecodeException;

/** What an end of a conflux set asks the other to send for, one byte (proposal 329, 2.1). */
public enum ConfluxWish {
  NO_OPINION(0),
  MIN_LATENCY(1),
  LOW_MEMORY_LATENCY(2),
  HIGH_THROUGHPUT(3),
  LOW_MEMORY_THROUGHPUT(4);

  private final int code;

  ConfluxWish(int code) {
    this.code = code;
  }

  /** The byte on the wire. */
  int code() {
    return code;
  }

  static ConfluxWish read(int code) throws DecodeException {
    for (ConfluxWish wish : values()) {
      if (wish.code == code) {
        return wish;
      }
    }
    throw new DecodeException("a conflux set asks for what has no meaning");
  }
}
