package org.tropea.onionservice.effort;

import com.google.crypto.tink.util.Bytes;
import java.util.List;
import java.util.Optional;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.message.Extension;

/**
 * What a client has worked out, as an extension of what it tells the service alone (proposal 327,
 * 3.3): version (1) = 1, nonce (16), effort (4), beginning of the seed (4), solution (16). Whether
 * it holds is another matter ({@link ProofCheck}). Immutable.
 *
 * @param nonce 16 bytes
 * @param effort 0 to 2^32 - 1
 * @param seedHead the first 4 bytes of the seed
 * @param solution eight numbers of 16 bits, each with its lower byte first
 */
public record Proof(Bytes nonce, long effort, Bytes seedHead, Bytes solution) {
  /** Its type among the extensions. */
  public static final int EXTENSION = 2;

  /** Bytes of a nonce. */
  public static final int NONCE_LENGTH = 16;

  /** Bytes that tell two seeds apart. */
  public static final int HEAD_LENGTH = 4;

  private static final int SOLUTION_LENGTH = 2 * EquiX.NUMBERS;
  private static final int LENGTH = 41;
  private static final int VERSION = 1;

  /** Refuses what does not fit its fields. */
  public Proof {
    if (nonce.size() != NONCE_LENGTH
        || effort >>> Integer.SIZE != 0
        || seedHead.size() != HEAD_LENGTH
        || solution.size() != SOLUTION_LENGTH) {
      throw new IllegalArgumentException("not a proof of work");
    }
  }

  /**
   * The proof among these extensions; empty where there is none.
   *
   * @throws DecodeException where it is malformed, or of another version
   */
  public static Optional<Proof> find(List<Extension> extensions) throws DecodeException {
    Optional<Extension> found = Extension.first(extensions, EXTENSION);
    return found.isPresent()
        ? Optional.of(read(found.get().body().toByteArray()))
        : Optional.empty();
  }

  private static Proof read(byte[] body) throws DecodeException {
    ByteReader reader = new ByteReader(body);
    if (reader.u8() != VERSION) {
      throw new DecodeException("a proof of work of another version");
    }
    Proof proof =
        new Proof(
            reader.bytes(NONCE_LENGTH),
            reader.u32(),
            reader.bytes(HEAD_LENGTH),
            reader.bytes(SOLUTION_LENGTH));
    reader.end("a proof of work");
    return proof;
  }

  /** As it stands in an INTRODUCE1. */
  public Extension toExtension() {
    return new Extension(
        EXTENSION,
        Bytes.copyFrom(
            new ByteWriter(LENGTH)
                .u8(VERSION)
                .bytes(nonce)
                .u32(effort)
                .bytes(seedHead)
                .bytes(solution)
                .toByteArray()));
  }

  /** Its eight numbers. */
  char[] numbers() {
    byte[] bytes = solution.toByteArray();
    char[] numbers = new char[EquiX.NUMBERS];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (char) ((bytes[2 * i] & 0xff) | ((bytes[2 * i + 1] & 0xff) << 8));
    }
    return numbers;
  }

  /** Eight numbers, as they stand in a proof. */
  static byte[] bytes(char[] numbers) {
    byte[] bytes = new byte[SOLUTION_LENGTH];
    for (int i = 0; i < numbers.length; i++) {
      bytes[2 * i] = (byte) numbers[i];
      bytes[2 * i + 1] = (byte) (numbers[i] >> 8);
    }
    return bytes;
  }

  /** How much was worked, and nothing by which two of a client could be seen as one. */
  @Override
  public String toString() {
    return "Proof[effort " + effort + "]";
  }
}
