package org.tropea.onionservice.descriptor;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.Ed25519SigningKey;

/**
 * How a service numbers its descriptors of one period (rend-spec, appendix F): by the time, which
 * an order-preserving encryption hides, so that numbers rise whatever becomes of the process, and
 * directories learn nothing of the service's clock.
 */
final class RevisionCounter implements Destroyable {
  /** The latest second that has a number. */
  static final int MAX_SECONDS = 1 << 18;

  private static final byte[] LABEL =
      "rev-counter-generation\0".getBytes(StandardCharsets.US_ASCII);
  private static final int VALUE_LENGTH = 2;

  private final byte[] key;

  /**
   * @param key 32 bytes, which are copied
   */
  RevisionCounter(byte[] key) {
    this.key = key.clone();
  }

  /** The one that belongs to a blinded key. */
  static RevisionCounter of(Ed25519SigningKey blinded) {
    byte[] expanded = blinded.copyExpanded();
    MessageDigest digest = Digest.sha3();
    digest.update(LABEL);
    digest.update(expanded);
    byte[] key = digest.digest();
    Arrays.fill(expanded, (byte) 0);
    try {
      return new RevisionCounter(key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** The number so long after the random value of the period began to be made. */
  long after(Duration time) {
    return encrypt((int) Math.max(1, Math.min(time.toSeconds() + 1, MAX_SECONDS)));
  }

  /**
   * The sum of as many numbers of a key stream, each of two bytes, the least first, and one more
   * for each.
   *
   * @param seconds 1 to 262144
   */
  long encrypt(int seconds) {
    byte[] stream =
        LayerCipher.crypt(
            key, new byte[16], new byte[seconds * VALUE_LENGTH], 0, seconds * VALUE_LENGTH);
    long sum = seconds;
    for (int i = 0; i < stream.length; i += VALUE_LENGTH) {
      sum += (stream[i] & 0xff) + ((stream[i + 1] & 0xff) << 8);
    }
    Arrays.fill(stream, (byte) 0);
    return sum;
  }

  @Override
  public void destroy() {
    Arrays.fill(key, (byte) 0);
  }
}
