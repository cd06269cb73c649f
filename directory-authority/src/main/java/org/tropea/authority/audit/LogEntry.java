package org.tropea.authority.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.text.IsoTime;

/**
 * One consensus in a {@link ConsensusLog}: a line of {@code DATE TIME FLAVOUR DIGEST CHAIN}.
 * Immutable.
 *
 * @param validAfter from when it is valid
 * @param flavour {@code ns} or {@code microdesc}
 * @param digest SHA-256 of the consensus without its signatures, 64 hexadecimal digits
 * @param chain SHA-256 of the chain of the entry before, 32 bytes, which are zero for the first,
 *     and of the line up to it; 64 hexadecimal digits
 */
public record LogEntry(Instant validAfter, String flavour, String digest, String chain) {
  static final String START = "0".repeat(64);

  private static final String HEX = "[0-9a-f]{64}";
  private static final int WORDS = 5;

  /** The entry of this consensus behind one of this chain. */
  static LogEntry of(Consensus consensus, String before) {
    String text = new String(consensus.text().toByteArray(), StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\ndirectory-signature ") + 1;
    byte[] unsigned = text.substring(0, end).getBytes(StandardCharsets.ISO_8859_1);
    return behind(
        before,
        consensus.lifetime().validAfter(),
        consensus.flavour().word(),
        HexFormat.of().formatHex(Digest.sha256(unsigned)));
  }

  private static LogEntry behind(String before, Instant validAfter, String flavour, String digest) {
    String line = said(validAfter, flavour, digest);
    byte[] chained =
        new ByteWriter()
            .bytes(HexFormat.of().parseHex(before))
            .bytes(line.getBytes(StandardCharsets.US_ASCII))
            .toByteArray();
    return new LogEntry(
        validAfter, flavour, digest, HexFormat.of().formatHex(Digest.sha256(chained)));
  }

  static LogEntry read(String line) throws DecodeException {
    String[] words = line.split(" ", -1);
    if (words.length != WORDS
        || !words[2].matches("ns|microdesc")
        || !words[3].matches(HEX)
        || !words[4].matches(HEX)) {
      throw new DecodeException("no line of a log of consensuses");
    }
    return new LogEntry(IsoTime.read(words[0], words[1]), words[2], words[3], words[4]);
  }

  /** Whether it follows an entry of this chain, unaltered. */
  boolean isBehind(String before) {
    return behind(before, validAfter, flavour, digest).equals(this);
  }

  /** Whether both are of one round and one flavour, and are not the same consensus. */
  boolean contradicts(LogEntry other) {
    return validAfter.equals(other.validAfter)
        && flavour.equals(other.flavour)
        && !digest.equals(other.digest);
  }

  String line() {
    return said(validAfter, flavour, digest) + chain;
  }

  private static String said(Instant validAfter, String flavour, String digest) {
    return IsoTime.write(validAfter) + " " + flavour + " " + digest + " ";
  }
}
