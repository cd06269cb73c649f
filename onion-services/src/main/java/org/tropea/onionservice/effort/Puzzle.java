package org.tropea.onionservice.effort;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.key.Ed25519Identity;

/**
 * What a service asks of its clients (proposal 327, version 1). Immutable.
 *
 * @param service its blinded key
 * @param seed 32 bytes, new every two hours
 */
public record Puzzle(Ed25519Identity service, Bytes seed) {
  /** Bytes of a seed. */
  public static final int SEED_LENGTH = 32;

  private static final String PERSONALIZATION = "Tor hs intro v1\0";
  private static final int CHALLENGE_LENGTH = 100;
  private static final int RESULT_LENGTH = 4;
  private static final long MOST = 0xffffffffL;

  /** Refuses a seed of another length. */
  public Puzzle {
    if (seed.size() != SEED_LENGTH) {
      throw new IllegalArgumentException("a seed has 32 bytes");
    }
  }

  /** Personalization (16), blinded key (32), seed (32), nonce (16), effort (4). */
  byte[] challenge(byte[] nonce, long effort) {
    return new ByteWriter(CHALLENGE_LENGTH)
        .bytes(PERSONALIZATION.getBytes(StandardCharsets.US_ASCII))
        .bytes(service.value())
        .bytes(seed)
        .bytes(nonce)
        .u32(effort)
        .toByteArray();
  }

  /** Whether the solution is one of the few, one in {@code effort}, that are taken for it. */
  static boolean isEnough(byte[] challenge, byte[] solution, long effort) {
    Blake2bDigest digest = new Blake2bDigest(null, RESULT_LENGTH, null, null);
    digest.update(challenge, 0, challenge.length);
    digest.update(solution, 0, solution.length);
    byte[] result = new byte[RESULT_LENGTH];
    digest.doFinal(result, 0);
    long number = 0;
    for (byte each : result) {
      number = (number << 8) | (each & 0xff);
    }
    return Long.compareUnsigned(number * effort, MOST) <= 0;
  }

  /** Tells nothing of the service. */
  @Override
  public String toString() {
    return "Puzzle";
  }
}
