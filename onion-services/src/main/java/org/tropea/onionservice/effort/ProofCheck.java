package org.tropea.onionservice.effort;

import com.google.crypto.tink.util.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * Sees whether proofs hold, in some 0.1 ms each. Takes 70 kB. Confined to one thread.
 *
 * <p>Whether a proof was seen before is not asked here.
 */
public final class ProofCheck {
  private final HashX.Room room = new HashX.Room();

  /** A proof that holds for one of the puzzles it was measured by. */
  public static final class Held {
    private final Proof proof;

    private Held(Proof proof) {
      this.proof = proof;
    }

    Proof proof() {
      return proof;
    }

    @Override
    public String toString() {
      return "Held[" + proof + "]";
    }
  }

  /** Whether {@code proof} solves one of {@code puzzles} with the effort that it claims. */
  public Optional<Held> check(List<Puzzle> puzzles, Proof proof) {
    return puzzles.stream().anyMatch(puzzle -> holds(puzzle, proof))
        ? Optional.of(new Held(proof))
        : Optional.empty();
  }

  boolean holds(Puzzle puzzle, Proof proof) {
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
