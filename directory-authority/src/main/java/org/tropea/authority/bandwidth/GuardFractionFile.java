package org.tropea.authority.bandwidth;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.text.IsoTime;

/**
 * For which part of the time each guard was seen as one, in percent, as a script writes it for C
 * tor (GuardfractionFile, proposal 236). A malformed line costs itself. Immutable.
 *
 * @param percent from 0 to 100, by relay
 */
public record GuardFractionFile(Map<RsaIdentity, Integer> percent) {
  /** Says nothing. */
  public static final GuardFractionFile NONE = new GuardFractionFile(Map.of());

  private static final Duration MAX_AGE = Duration.ofDays(7);
  private static final String VERSION = "guardfraction-file-version";
  private static final String WRITTEN = "written-at";
  private static final String GUARD = "guard-seen";

  /** Keeps its own copy. */
  public GuardFractionFile {
    percent = Map.copyOf(percent);
  }

  /**
   * Reads one.
   *
   * @throws DecodeException when it is of another version, or its time is malformed or older than a
   *     week
   */
  public static GuardFractionFile read(byte[] file, Instant now) throws DecodeException {
    Map<RsaIdentity, Integer> percent = new HashMap<>();
    for (String line : new String(file, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      String[] pair = line.strip().split("\\s+", 2);
      String value = pair.length == 2 ? pair[1].strip() : "";
      switch (pair[0]) {
        case VERSION -> {
          if (!value.equals("1")) {
            throw new DecodeException("a file of guard fractions of another version than 1");
          }
        }
        case WRITTEN -> {
          if (time(value).isBefore(now.minus(MAX_AGE))) {
            throw new DecodeException("a file of guard fractions is older than a week");
          }
        }
        case GUARD -> takeGuard(value, percent);
        default -> {
          // n-inputs is for people to read, and what else there may be is unknown.
        }
      }
    }
    return new GuardFractionFile(percent);
  }

  private static Instant time(String value) throws DecodeException {
    String[] words = value.split(" ", 2);
    if (words.length != 2) {
      throw new DecodeException("a file of guard fractions has a malformed time");
    }
    return IsoTime.read(words[0], words[1]);
  }

  /** {@code identity percent appearances}. */
  private static void takeGuard(String value, Map<RsaIdentity, Integer> all) {
    String[] words = value.split(" +", -1);
    if (words.length < 3 || !words[1].matches("[0-9]{1,3}")) {
      return;
    }
    int percent = Integer.parseInt(words[1]);
    try {
      if (percent <= 100) {
        all.put(RsaIdentity.fromHex(words[0]), percent);
      }
    } catch (DecodeException e) {
      // Not a relay.
    }
  }
}
