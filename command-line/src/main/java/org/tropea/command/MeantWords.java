package org.tropea.command;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What somebody means who writes a word where the command line has options of the torrc. */
final class MeantWords {
  private static final Map<String, String> WRITTEN =
      Map.ofEntries(
          Map.entry("help", "--help"),
          Map.entry("h", "--help"),
          Map.entry("?", "--help"),
          Map.entry("version", "--version"),
          Map.entry("v", "--version"),
          Map.entry("verify-config", "--verify-config"),
          Map.entry("verify", "--verify-config"),
          Map.entry("check", "--verify-config"),
          Map.entry("check-config", "--verify-config"),
          Map.entry("list-fingerprint", "--list-fingerprint"),
          Map.entry("fingerprint", "--list-fingerprint"),
          Map.entry("hush", "--hush"),
          Map.entry("quiet", "--quiet"),
          Map.entry("verbose", "--Log \"info stdout\""),
          Map.entry("testnet", "tropea testnet, the command first"),
          Map.entry("gencert", "tropea gencert, the command first"),
          Map.entry("run", "tropea without a command"),
          Map.entry("start", "tropea without a command"));

  private MeantWords() {}

  /** What to write instead of {@code word}; nothing where that is not known. */
  static Optional<String> of(String word) {
    String bare = word.replaceFirst("^[-/]+", "").toLowerCase(Locale.ROOT);
    return Optional.ofNullable(WRITTEN.get(bare));
  }
}
