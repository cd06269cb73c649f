package org.tropea.crypto.onion;

import static org.tropea.crypto.onion.Polyval.LITTLE_ENDIAN;

import org.jspecify.annotations.Nullable;

/**
 * A Counter Galois Onion layer in one direction (proposal 359).
 *
 * <p>Each body is encrypted under the first 16 bytes of the one before, so that a change in one
 * spoils all that follow. A body is for this hop when its first 16 bytes come out as the nonce;
 * then keys and nonce change.
 */
final class CgoDirection {
  /** Length of the keys: those of the wide block, then the nonce (16). */
  static final int KEYS_LENGTH = WideBlock.KEYS_LENGTH + 16;

  private final WideBlock wide;
  private final long[] nonce = new long[2];
  private final byte[] tag = new byte[WideBlock.LEFT_LENGTH];
  private long tweak0;
  private long tweak1;

  /** With the keys at {@code offset} of {@code keys}; relays encrypt, clients decrypt. */
  CgoDirection(byte[] keys, int offset, boolean atRelay, byte[] scratch) {
    this(keys, offset, atRelay, scratch, Primitives.fastest());
  }

  private CgoDirection(
      byte[] keys, int offset, boolean atRelay, byte[] scratch, Primitives primitives) {
    wide = new WideBlock(keys, offset, atRelay, scratch, primitives);
    nonce[0] = (long) LITTLE_ENDIAN.get(keys, offset + WideBlock.KEYS_LENGTH);
    nonce[1] = (long) LITTLE_ENDIAN.get(keys, offset + WideBlock.KEYS_LENGTH + 8);
  }

  /** The same, in the middle of a circuit's life: after a body that began with {@code tweak}. */
  CgoDirection(byte[] keys, boolean atRelay, byte[] tweak, Primitives primitives) {
    this(keys, 0, atRelay, new byte[WideBlock.SCRATCH_LENGTH], primitives);
    tweak0 = (long) LITTLE_ENDIAN.get(tweak, 0);
    tweak1 = (long) LITTLE_ENDIAN.get(tweak, 8);
  }

  /** At a relay, outward: the tag if the body was for us. */
  byte @Nullable [] openAtRelay(int command, byte[] body) {
    long tag0 = first(body);
    long tag1 = second(body);
    passRelay(command, body);
    if (!isNonce(body)) {
      return null;
    }
    wide.update(nonce);
    return tag(tag0, tag1);
  }

  /** At a relay, inward, of a body that passes. */
  void passRelay(int command, byte[] body) {
    wide.encrypt(tweak0, tweak1, command, body);
    tweak0 = first(body);
    tweak1 = second(body);
  }

  /** At a relay, inward, of a body that begins here: its tag. */
  byte[] sealAtRelay(int command, byte[] body) {
    setNonce(body);
    passRelay(command, body);
    nonce[0] = tweak0;
    nonce[1] = tweak1;
    wide.update(nonce);
    return tag(tweak0, tweak1);
  }

  /** At the client, outward, of a body for a hop further on. */
  void passClient(int command, byte[] body) {
    long next0 = first(body);
    long next1 = second(body);
    wide.decrypt(tweak0, tweak1, command, body);
    tweak0 = next0;
    tweak1 = next1;
  }

  /** At the client, outward, of a body for this hop: its tag. */
  byte[] sealAtClient(int command, byte[] body) {
    setNonce(body);
    passClient(command, body);
    wide.update(nonce);
    return tag(first(body), second(body));
  }

  /** At the client, inward: the tag if this hop sealed it. */
  byte @Nullable [] openAtClient(int command, byte[] body) {
    passClient(command, body);
    if (!isNonce(body)) {
      return null;
    }
    nonce[0] = tweak0;
    nonce[1] = tweak1;
    wide.update(nonce);
    return tag(tweak0, tweak1);
  }

  private void setNonce(byte[] body) {
    Tor1Direction.check(body);
    LITTLE_ENDIAN.set(body, 0, nonce[0]);
    LITTLE_ENDIAN.set(body, 8, nonce[1]);
  }

  /** In time that does not depend on where they differ. */
  private boolean isNonce(byte[] body) {
    return ((first(body) ^ nonce[0]) | (second(body) ^ nonce[1])) == 0;
  }

  /** The present nonce and tweak, 16 bytes each. */
  byte[] state() {
    byte[] state = new byte[32];
    LITTLE_ENDIAN.set(state, 0, nonce[0]);
    LITTLE_ENDIAN.set(state, 8, nonce[1]);
    LITTLE_ENDIAN.set(state, 16, tweak0);
    LITTLE_ENDIAN.set(state, 24, tweak1);
    return state;
  }

  private static long first(byte[] body) {
    return (long) LITTLE_ENDIAN.get(body, 0);
  }

  private static long second(byte[] body) {
    return (long) LITTLE_ENDIAN.get(body, 8);
  }

  /** In place of the last one: only one cell in many has its tag kept. */
  private byte[] tag(long first, long second) {
    LITTLE_ENDIAN.set(tag, 0, first);
    LITTLE_ENDIAN.set(tag, 8, second);
    return tag;
  }
}
