package org.tropea.authority.consensus;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Protocols;

/** The protocol versions that enough authorities recommend or demand (dir-spec 3.8). */
final class ProtocolVote {
  private static final int VERSIONS = 64;

  private ProtocolVote() {}

  /**
   * The versions that at least {@code threshold} of these lists name, protocols by name.
   *
   * @param lists one of each vote, null where it has none
   */
  static String of(List<@Nullable String> lists, int threshold) {
    TreeMap<String, int[]> counts = new TreeMap<>();
    for (String list : lists) {
      if (list != null) {
        read(list).forEach((name, mask) -> count(counts, name, mask));
      }
    }
    Map<String, Long> masks = new HashMap<>();
    counts.forEach(
        (name, count) -> {
          long mask = 0;
          for (int i = 0; i < VERSIONS; i++) {
            mask |= count[i] >= threshold ? 1L << i : 0;
          }
          masks.put(name, mask);
        });
    return new Protocols(masks).text();
  }

  /**
   * The versions of one list, whose entries are separated by spaces and by nothing else. A protocol
   * that it names twice counts as its first entry says, and a malformed list says nothing, as in C
   * tor.
   */
  private static Map<String, Long> read(String list) {
    Map<String, Long> masks = new HashMap<>();
    for (String entry : list.split(" ", -1)) {
      if (!entry.isEmpty()) {
        try {
          Protocols.read(entry).versions().forEach(masks::putIfAbsent);
        } catch (DecodeException e) {
          return Map.of();
        }
      }
    }
    return masks;
  }

  private static void count(Map<String, int[]> counts, String name, long mask) {
    int[] count = counts.computeIfAbsent(name, n -> new int[VERSIONS]);
    for (int i = 0; i < VERSIONS; i++) {
      count[i] += (int) (mask >>> i & 1);
    }
  }
}
