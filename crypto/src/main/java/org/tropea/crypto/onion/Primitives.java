package org.tropea.crypto.onion;

import java.util.function.Supplier;

/**
 * What wide blocks are made of.
 *
 * @param hashes makes a POLYVAL
 * @param ciphers makes a pair of AES
 */
record Primitives(Supplier<Polyval> hashes, Ciphers ciphers) {
  /** Makes pairs of AES. */
  interface Ciphers {
    /** One that may overwrite {@code scratch}, and encrypts or decrypts single blocks. */
    AesPair of(boolean encrypts, byte[] scratch);
  }

  /** The fastest of this machine. */
  static Primitives fastest() {
    return new Primitives(Polyval::fastest, AesPair::fastest);
  }
}
