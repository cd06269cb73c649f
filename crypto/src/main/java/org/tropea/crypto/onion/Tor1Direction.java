package org.tropea.crypto.onion;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.Digest;

/** A tor1 layer in one direction: AES-CTR and a digest of all that was sealed so far. */
final class Tor1Direction {
  /** Length of a relay cell body. */
  static final int BODY_LENGTH = 509;

  private static final int RECOGNIZED = 1;
  private static final int DIGEST = 5;
  private static final VarHandle FOUR_BYTES =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final Cipher cipher;
  private final byte[] scratch;
  private MessageDigest digest;

  /**
   * With {@code keys} = Df | Db | Kf | Kb, the digest seed and key at these two offsets. {@code
   * scratch} is overwritten by each cell: the JDK copies what it is to encrypt in place.
   */
  Tor1Direction(byte[] keys, int seedOffset, int keyOffset, byte[] scratch) {
    this(
        Digest.sha1(),
        Arrays.copyOfRange(keys, seedOffset, seedOffset + 20),
        Arrays.copyOfRange(keys, keyOffset, keyOffset + 16),
        scratch);
  }

  /** With a digest, the bytes that it begins with, and a key of AES. */
  Tor1Direction(MessageDigest digest, byte[] seed, byte[] key, byte[] scratch) {
    if (scratch.length < BODY_LENGTH) {
      throw new IllegalArgumentException("a tor1 layer overwrites 509 bytes");
    }
    this.scratch = scratch;
    this.digest = digest;
    digest.update(seed);
    try {
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CTR is missing from this Java runtime", e);
    }
  }

  /** Encrypts or decrypts, which is the same. */
  void apply(byte[] body) {
    check(body);
    try {
      if (cipher.update(body, 0, BODY_LENGTH, scratch, 0) != BODY_LENGTH) {
        throw new IllegalStateException("AES-CTR held bytes back");
      }
      System.arraycopy(scratch, 0, body, 0, BODY_LENGTH);
    } catch (ShortBufferException e) {
      throw new IllegalStateException("AES-CTR does not fit its own input", e);
    }
  }

  /** Fills in recognized and digest, and encrypts; returns the whole digest. */
  byte[] seal(byte[] body) {
    check(body);
    body[RECOGNIZED] = 0;
    body[RECOGNIZED + 1] = 0;
    FOUR_BYTES.set(body, DIGEST, 0);
    digest.update(body, 0, BODY_LENGTH);
    MessageDigest next = copy(digest);
    byte[] tag = digest.digest();
    digest = next;
    FOUR_BYTES.set(body, DIGEST, (int) FOUR_BYTES.get(tag, 0));
    apply(body);
    return tag;
  }

  /** Decrypts; the whole digest if the cell was sealed for us, and only then is it remembered. */
  byte @Nullable [] open(byte[] body) {
    apply(body);
    if ((body[RECOGNIZED] | body[RECOGNIZED + 1]) != 0) {
      return null;
    }
    // The digest covers zeros in its own place.
    int claimed = (int) FOUR_BYTES.get(body, DIGEST);
    FOUR_BYTES.set(body, DIGEST, 0);
    MessageDigest candidate = copy(digest);
    candidate.update(body, 0, BODY_LENGTH);
    MessageDigest next = copy(candidate);
    byte[] tag = candidate.digest();
    FOUR_BYTES.set(body, DIGEST, claimed);
    if (claimed != (int) FOUR_BYTES.get(tag, 0)) {
      return null;
    }
    digest = next;
    return tag;
  }

  static void check(byte[] body) {
    if (body.length != BODY_LENGTH) {
      throw new IllegalArgumentException("a relay cell body has 509 bytes");
    }
  }

  /** A copy goes on, and the original is finished: a fresh copy holds 340 bytes less. */
  private static MessageDigest copy(MessageDigest running) {
    try {
      return (MessageDigest) running.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java runtime cannot copy a running digest", e);
    }
  }
}
