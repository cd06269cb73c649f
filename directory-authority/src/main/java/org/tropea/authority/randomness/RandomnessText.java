package org.tropea.authority.randomness;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.SharedRandomValue;
import org.tropea.directory.text.IsoTime;

/**
 * The text of {@code sr-state} as C tor writes it and reads it: a keyword and its words on each
 * line.
 */
final class RandomnessText {
  private static final Logger log = LoggerFactory.getLogger(RandomnessText.class);
  private static final String VERSION = "1";

  private RandomnessText() {}

  /**
   * Writes a state.
   *
   * @param program who writes it, for people to read
   */
  static String write(RandomnessState state, Instant now, String program) {
    StringBuilder text = new StringBuilder("# Tor shared random state file last generated on ");
    text.append(IsoTime.write(now)).append(" UTC\n# Other times below are in UTC\n");
    text.append("# Please *do not* edit this file.\n\n");
    for (Commitment each : state.commitments().values()) {
      text.append("Commit ").append(each.diskLine()).append('\n');
    }
    value(text, "SharedRandPreviousValue", state.previous());
    value(text, "SharedRandCurrentValue", state.current());
    text.append("TorVersion ").append(program).append('\n');
    text.append("ValidAfter ").append(IsoTime.write(state.validAfter())).append('\n');
    text.append("ValidUntil ").append(IsoTime.write(state.validUntil())).append('\n');
    return text.append("Version ").append(VERSION).append('\n').toString();
  }

  private static void value(StringBuilder text, String key, @Nullable SharedRandomValue value) {
    if (value != null) {
      text.append(key).append(' ').append(value.write()).append('\n');
    }
  }

  /**
   * Reads a state, also that of a run's last round, whose two times are equal and which C tor
   * refuses. Lines that are unknown are passed over, commitments that are malformed too, as in C
   * tor.
   */
  static RandomnessState read(String text, RandomnessSchedule schedule) throws DecodeException {
    Map<String, List<String>> lines = new HashMap<>();
    Map<RsaIdentity, Commitment> commitments = new HashMap<>();
    for (String line : text.lines().toList()) {
      List<String> words = Arrays.asList(line.strip().split("[ \t]+"));
      String key = words.get(0).toLowerCase(Locale.ROOT);
      List<String> values = words.subList(1, words.size());
      if (key.equals("commit")) {
        readCommitment(values, commitments);
      } else if (lines.put(key, values) != null && key.startsWith("sharedrand")) {
        throw new DecodeException("it has a value twice");
      }
    }
    if (!lines.getOrDefault("version", List.of()).equals(List.of(VERSION))) {
      throw new DecodeException("it is of another version");
    }
    Instant validAfter = time(lines.get("validafter"));
    Instant validUntil = time(lines.get("validuntil"));
    if (validAfter.isAfter(validUntil)) {
      throw new DecodeException("its times are out of order");
    }
    return new RandomnessState(
        schedule.phase(validAfter),
        validAfter,
        validUntil,
        commitments,
        value(lines.get("sharedrandpreviousvalue")),
        value(lines.get("sharedrandcurrentvalue")));
  }

  private static void readCommitment(List<String> words, Map<RsaIdentity, Commitment> all) {
    try {
      Commitment commitment = Commitment.read(words);
      all.put(commitment.authority(), commitment);
    } catch (DecodeException e) {
      log.warn("sr-state has a commitment that cannot be read: {}", e.getMessage());
    }
  }

  private static Instant time(@Nullable List<String> words) throws DecodeException {
    if (words == null || words.size() < 2) {
      throw new DecodeException("it lacks a time");
    }
    return IsoTime.read(words.get(0), words.get(1));
  }

  private static @Nullable SharedRandomValue value(@Nullable List<String> words)
      throws DecodeException {
    if (words == null) {
      return null;
    }
    if (words.size() < 2) {
      throw new DecodeException("it has a value that is too short");
    }
    return SharedRandomValue.read(words.get(0), words.get(1));
  }
}
