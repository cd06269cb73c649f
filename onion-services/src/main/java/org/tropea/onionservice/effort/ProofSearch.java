package org.tropea.onionservice.effort;

import com.google.crypto.tink.util.Bytes;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Works out proofs: an effort of E takes E / 2 tries on average, of some 20 ms each. Takes 5 MB.
 * Confined to one thread, which it keeps busy.
 */
public final class ProofSearch {
  private final EquiXSolver solver = new EquiXSolver(new HashX.Room());

  /**
   * Looks for a proof.
   *
   * @param effort 0 to 2^32 - 1
   * @param first the nonce to begin with, 16 bytes, drawn for this search alone
   * @param wanted asked before each try
   * @return empty where it is not wanted any more
   */
  public Optional<Proof> find(Puzzle puzzle, long effort, byte[] first, BooleanSupplier wanted) {
    byte[] nonce = first.clone();
    while (wanted.getAsBoolean()) {
      byte[] challenge = puzzle.challenge(nonce, effort);
      for (char[] numbers : solver.solve(challenge)) {
        byte[] solution = Proof.bytes(numbers);
        if (Puzzle.isEnough(challenge, solution, effort)) {
          return Optional.of(
              new Proof(
                  Bytes.copyFrom(nonce),
                  effort,
                  ProofCheck.head(puzzle),
                  Bytes.copyFrom(solution)));
        }
      }
      increment(nonce);
    }
    return Optional.empty();
  }

  /** Its lowest byte comes first. */
  private static void increment(byte[] nonce) {
    for (int i = 0; i < nonce.length && ++nonce[i] == 0; i++) {
      // The next byte is counted up too.
    }
  }
}
