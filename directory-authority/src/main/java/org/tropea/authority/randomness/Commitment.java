package org.tropea.authority.randomness;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Base64Digest;

/**
 * An authority's commitment to a random number, and once it is known what opens it (srv-spec 3.3
 * and 4.1.1). Immutable.
 *
 * @param authority its v3 identity
 * @param encoded base64 of 40 bytes: a time in seconds, 8 bytes, and SHA3-256 of the reveal's text
 * @param reveal base64 of 40 bytes: the same time, and SHA3-256 of the number; null until it is
 *     known. Our own is a secret while authorities commit
 */
record Commitment(RsaIdentity authority, String encoded, @Nullable String reveal) {
  private static final String ALGORITHM = "sha3-256";
  private static final int VERSION = 1;
  private static final int TIME_LENGTH = 8;
  private static final int DIGEST_LENGTH = 32;
  private static final int ENCODED_LENGTH = 56;
  private static final int HEX_LENGTH = 40;

  /** Commits {@code authority} to a fresh number, in the run that starts at this time. */
  static Commitment draw(RsaIdentity authority, Instant time, SecureRandom random) {
    byte[] number = new byte[DIGEST_LENGTH];
    random.nextBytes(number);
    return of(authority, time, number);
  }

  /** Commits {@code authority} to this number, of which only a digest is ever shown. */
  static Commitment of(RsaIdentity authority, Instant time, byte[] number) {
    String reveal = encode(time, Digest.sha3().digest(number));
    return new Commitment(authority, encode(time, digest(reveal)), reveal);
  }

  private static String encode(Instant time, byte[] digest) {
    return Base64.getEncoder()
        .encodeToString(
            new ByteWriter(TIME_LENGTH + DIGEST_LENGTH)
                .i64(time.getEpochSecond())
                .bytes(digest)
                .toByteArray());
  }

  /** Of its 56 characters; what is shorter counts as filled with zeros, as in C tor. */
  private static byte[] digest(String reveal) {
    return Digest.sha3()
        .digest(Arrays.copyOf(reveal.getBytes(StandardCharsets.US_ASCII), ENCODED_LENGTH));
  }

  /**
   * Reads the words of a {@code shared-rand-commit} line, or of a {@code Commit} line on disk: a
   * version, an algorithm, a fingerprint, the commitment, and what opens it, if that is known.
   * Takes what C tor takes, lest the two disagree about the value.
   */
  static Commitment read(List<String> words) throws DecodeException {
    if (words.size() < 4) {
      throw new DecodeException("a commitment has too few words");
    }
    if (isLaterVersion(words.get(0)) || !words.get(1).equals(ALGORITHM)) {
      throw new DecodeException("a commitment of an unknown kind");
    }
    String hex = words.get(2);
    RsaIdentity authority =
        RsaIdentity.fromHex(hex.substring(0, Math.min(hex.length(), HEX_LENGTH)));
    String reveal = words.size() > 4 ? words.get(4) : null;
    decode(words.get(3));
    if (reveal != null) {
      decode(reveal);
    }
    return new Commitment(authority, words.get(3), reveal);
  }

  /** Whatever is no number is taken for an early version, as in C tor. */
  private static boolean isLaterVersion(String word) {
    try {
      long version = Long.parseLong(word);
      return version > VERSION && version <= 0xffff_ffffL;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static Bytes decode(String encoded) throws DecodeException {
    if (encoded.length() > ENCODED_LENGTH) {
      throw new DecodeException("a commitment is too long");
    }
    return Bytes.copyFrom(Base64Digest.read(encoded, TIME_LENGTH + DIGEST_LENGTH));
  }

  /** Whether it says what opens it. */
  boolean isOpen() {
    return reveal != null;
  }

  /** Whether what opens it is of the same time, and is what was promised. */
  boolean opensWell() {
    if (reveal == null) {
      return false;
    }
    byte[] promised = bytes(encoded);
    return Arrays.equals(promised, 0, TIME_LENGTH, bytes(reveal), 0, TIME_LENGTH)
        && Arrays.equals(promisedDigest(), digest(reveal));
  }

  /** The digest of what will open it, 32 bytes. */
  byte[] promisedDigest() {
    return Arrays.copyOfRange(bytes(encoded), TIME_LENGTH, TIME_LENGTH + DIGEST_LENGTH);
  }

  private static byte[] bytes(String encoded) {
    try {
      return decode(encoded).toByteArray();
    } catch (DecodeException e) {
      throw new IllegalStateException("a commitment that was read before", e);
    }
  }

  /** The arguments of its line in a vote: what opens it is shown in the second phase only. */
  String voteLine(Phase phase) {
    return switch (phase) {
      case COMMIT -> words();
      case REVEAL -> words() + " " + (reveal == null ? "" : reveal);
    };
  }

  /** The value of its line on disk. */
  String diskLine() {
    return words() + (reveal == null ? "" : " " + reveal);
  }

  private String words() {
    return VERSION + " " + ALGORITHM + " " + authority.toHex() + " " + encoded;
  }

  /** Names the authority only: what opens it may be a secret. */
  @Override
  public String toString() {
    return "Commitment[" + authority.toHex() + (isOpen() ? ", open]" : "]");
  }
}
