package org.tropea.authority.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Consensus;

/**
 * A log of consensuses that only grows: each entry's chain is a digest over the one before, so that
 * whoever remembers one chain sees whether anything before it was altered, left out or put in.
 * Immutable.
 *
 * @param entries in their order
 * @param brokenLine the first line, from 1, that does not follow from those before; 0 for none, and
 *     what stands behind it is not among the entries
 */
public record ConsensusLog(List<LogEntry> entries, int brokenLine) {
  /** Nothing was logged yet. */
  public static final ConsensusLog EMPTY = new ConsensusLog(List.of(), 0);

  /** Keeps its own copy. */
  public ConsensusLog {
    entries = List.copyOf(entries);
  }

  /** Reads a log, as far as it holds. */
  public static ConsensusLog read(byte[] log) {
    List<LogEntry> entries = new ArrayList<>();
    String chain = LogEntry.START;
    int number = 0;
    for (String line : new String(log, StandardCharsets.US_ASCII).lines().toList()) {
      number++;
      try {
        LogEntry entry = LogEntry.read(line);
        if (!entry.isBehind(chain)) {
          return new ConsensusLog(entries, number);
        }
        entries.add(entry);
        chain = entry.chain();
      } catch (DecodeException e) {
        return new ConsensusLog(entries, number);
      }
    }
    return new ConsensusLog(entries, 0);
  }

  /** Two consensuses of one round and flavour each: somebody signed both. */
  public List<List<LogEntry>> contradictions() {
    Map<String, LogEntry> first = new HashMap<>();
    List<List<LogEntry>> found = new ArrayList<>();
    for (LogEntry each : entries) {
      LogEntry known = first.putIfAbsent(each.validAfter() + each.flavour(), each);
      if (known != null && known.contradicts(each)) {
        found.add(List.of(known, each));
      }
    }
    return found;
  }

  /** The line that this consensus adds, with its end; null where it is logged already. */
  public @Nullable String next(Consensus consensus) {
    String chain = entries.isEmpty() ? LogEntry.START : entries.get(entries.size() - 1).chain();
    LogEntry entry = LogEntry.of(consensus, chain);
    boolean known =
        entries.stream()
            .anyMatch(
                each ->
                    each.validAfter().equals(entry.validAfter())
                        && each.flavour().equals(entry.flavour())
                        && each.digest().equals(entry.digest()));
    return known ? null : entry.line() + "\n";
  }
}
