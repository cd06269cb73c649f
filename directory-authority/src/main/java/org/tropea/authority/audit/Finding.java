package org.tropea.authority.audit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a consensus is not what its votes give: the first such line, or a signature.
 *
 * @param line from 1; 0 where it is about a signature
 * @param subject what the line is about, in words
 * @param rule by which it follows from votes, in words
 * @param expected what the votes give; null where there should be no such line
 * @param found what stands there; null where nothing does
 * @param votes what each vote says of it, by the voter's nickname; those that say nothing are
 *     missing
 */
public record Finding(
    int line,
    String subject,
    String rule,
    @Nullable String expected,
    @Nullable String found,
    Map<String, String> votes) {
  /** Keeps its own copy. */
  public Finding {
    votes = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(votes));
  }
}
