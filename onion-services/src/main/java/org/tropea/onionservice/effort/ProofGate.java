package org.tropea.onionservice.effort;

import com.google.crypto.tink.util.Bytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.tropea.crypto.key.Ed25519Identity;

/**
 * Who has worked enough to be queued at a service (proposal 327, 3.4): its seed and the one before,
 * and the proofs that were taken for them, each of which counts once. Whether a proof holds is seen
 * elsewhere ({@link ProofCheck}), as that takes longer. Confined to one thread.
 */
public final class ProofGate {
  private static final Duration LEAST_LIFE = Duration.ofMinutes(105);
  private static final Duration MORE_LIFE = Duration.ofMinutes(15);

  /** A seed ends before its proofs could fill the memory: some 60 MB for each of both. */
  private static final int MAX_SPENT = 1 << 20;

  private final SecureRandom random;
  private final int maxSpent;
  private Seed current;
  private Seed previous;

  /** A proof that was taken; can be ordered, so that nobody gains by like hashes. */
  private record Spent(long high, long low) implements Comparable<Spent> {
    static Spent of(Proof proof) {
      ByteBuffer nonce = ByteBuffer.wrap(proof.nonce().toByteArray());
      return new Spent(nonce.getLong(), nonce.getLong());
    }

    @Override
    public int compareTo(Spent other) {
      int byHigh = Long.compare(high, other.high);
      return byHigh != 0 ? byHigh : Long.compare(low, other.low);
    }
  }

  private record Seed(Bytes value, Instant expires, Set<Spent> spent) {}

  /** Draws both seeds. */
  public ProofGate(SecureRandom random, Instant now) {
    this(random, now, MAX_SPENT);
  }

  ProofGate(SecureRandom random, Instant now, int maxSpent) {
    this.random = random;
    this.maxSpent = maxSpent;
    previous = draw(now);
    current = differingFrom(previous, now);
  }

  private Seed draw(Instant now) {
    byte[] seed = new byte[Puzzle.SEED_LENGTH];
    random.nextBytes(seed);
    long seconds = LEAST_LIFE.toSeconds() + random.nextLong(MORE_LIFE.toSeconds());
    return new Seed(Bytes.copyFrom(seed), now.plusSeconds(seconds), new HashSet<>());
  }

  /** Proofs name seeds by their first four bytes. */
  private Seed differingFrom(Seed other, Instant now) {
    Seed drawn;
    do {
      drawn = draw(now);
    } while (head(drawn).equals(head(other)));
    return drawn;
  }

  private static Bytes head(Seed seed) {
    return Bytes.copyFrom(seed.value().toByteArray(), 0, Proof.HEAD_LENGTH);
  }

  /** The seed that clients are told. */
  public Bytes seed() {
    return current.value();
  }

  /** Until when they should use it, at most two hours from when it was drawn. */
  public Instant expires() {
    return current.expires();
  }

  /**
   * Draws a new seed where it is time.
   *
   * @return whether it did, so that clients have to be told
   */
  public boolean renew(Instant now) {
    if (now.isBefore(current.expires()) && current.spent().size() < maxSpent) {
      return false;
    }
    previous = current;
    current = differingFrom(previous, now);
    return true;
  }

  /**
   * What a proof that comes now may be the proof of.
   *
   * @param service the blinded key under which clients find the service
   */
  public List<Puzzle> puzzles(Ed25519Identity service) {
    return List.of(new Puzzle(service, current.value()), new Puzzle(service, previous.value()));
  }

  /**
   * Takes a proof, once.
   *
   * @return its effort; empty where it was taken before, or its seed is over: then the client is
   *     not served
   */
  public OptionalLong take(ProofCheck.Held held) {
    Proof proof = held.proof();
    Seed seed = proof.seedHead().equals(head(current)) ? current : previous;
    if (!proof.seedHead().equals(head(seed))
        || seed.spent().size() >= maxSpent
        || !seed.spent().add(Spent.of(proof))) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(proof.effort());
  }
}
