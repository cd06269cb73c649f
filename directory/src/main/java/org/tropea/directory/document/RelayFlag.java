package org.tropea.directory.document;

import org.jspecify.annotations.Nullable;

/** What the authorities say of a relay, on its {@code s} line (dir-spec 3.4.1). */
public enum RelayFlag {
  AUTHORITY("Authority"),
  BAD_EXIT("BadExit"),
  EXIT("Exit"),
  FAST("Fast"),
  GUARD("Guard"),
  HS_DIR("HSDir"),
  MIDDLE_ONLY("MiddleOnly"),
  NO_ED_CONSENSUS("NoEdConsensus"),
  RUNNING("Running"),
  STABLE("Stable"),
  STALE_DESC("StaleDesc"),
  SYBIL("Sybil"),
  V2_DIR("V2Dir"),
  VALID("Valid");

  private final String word;

  RelayFlag(String word) {
    this.word = word;
  }

  /** The flag of this word; null for one that we do not know. */
  public static @Nullable RelayFlag of(String word) {
    for (RelayFlag flag : values()) {
      if (flag.word.equals(word)) {
        return flag;
      }
    }
    return null;
  }

  /** As documents write it. */
  public String word() {
    return word;
  }
}
