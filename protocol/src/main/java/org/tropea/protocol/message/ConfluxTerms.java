package org.tropea.protocol.message;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/**
 * Which set a circuit joins, and how far the set has come at the end that says so: the body of
 * CONFLUX_LINK and CONFLUX_LINKED (proposal 329, 2.1), version 1. On the wire: version (1), nonce
 * (32), last sent (8), last received (8), wish (1).
 *
 * @param nonce names the set: 32 bytes
 * @param lastSent the number of the last message sent in order, 0 for none
 * @param lastReceived the number of the last message delivered, 0 for none
 */
public record ConfluxTerms(Bytes nonce, long lastSent, long lastReceived, ConfluxWish wish) {
  /** Length of the name of a set, in bytes. */
  public static final int NONCE_LENGTH = 32;

  private static final int VERSION = 1;

  /** Refuses a nonce of another length, and numbers below 0. */
  public ConfluxTerms {
    if (nonce.size() != NONCE_LENGTH || lastSent < 0 || lastReceived < 0) {
      throw new IllegalArgumentException("no set has such terms");
    }
  }

  static ConfluxTerms read(ByteReader reader) throws DecodeException {
    if (reader.u8() != VERSION) {
      throw new DecodeException("a conflux link of an unknown version");
    }
    Bytes nonce = reader.bytes(NONCE_LENGTH);
    long lastSent = number(reader);
    long lastReceived = number(reader);
    return new ConfluxTerms(nonce, lastSent, lastReceived, ConfluxWish.read(reader.u8()));
  }

  /**
   * Of 64 bits; one that has no sign of its own here is read as the greatest: no set reaches it.
   */
  private static long number(ByteReader reader) throws DecodeException {
    long number = reader.i64();
    return number < 0 ? Long.MAX_VALUE : number;
  }

  void write(ByteWriter writer) {
    writer.u8(VERSION).bytes(nonce).i64(lastSent).i64(lastReceived).u8(wish.code());
  }
}
