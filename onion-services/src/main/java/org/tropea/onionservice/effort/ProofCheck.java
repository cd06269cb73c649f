package org.tropea.onionservice.effort;

import com.google.crypto.tink.util.Bytes;

/**
 * Sees whether proofs hold, in some 0.1 ms each. Takes 70 kB. Confined to one thread.
 *
 * <p>Whether a proof was seen before is not asked here.
 */
public final class ProofCheck {
  private final HashX.Room room = new HashX.Room();

  /** Whether {@code proof} solves {@code puzzle} with the effort that it claims. */
  public boolean holds(Puzzle puzzle, Proof proof) {
    if (!proof.seedHead().equals(head(puzzle))) {
      return false;
    }
    byte[] challenge = puzzle.challenge(proof.nonce().toByteArray(), proof.effort());
    // First what costs a microsecond.
    return Puzzle.isEnough(challenge, proof.solution().toByteArray(), proof.effort())
        && EquiX.isSolution(challenge, proof.numbers(), room);
  }

  static Bytes head(Puzzle puzzle) {
    return Bytes.copyFrom(puzzle.seed().toByteArray(), 0, Proof.HEAD_LENGTH);
  }
}
