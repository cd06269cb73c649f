package org.tropea.authority.consensus;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.TorVersion;

/** The versions that more than half of those who recommend any recommend (dir-spec 3.8). */
final class VersionVote {
  private VersionVote() {}

  /**
   * The versions separated by commas, from oldest to newest.
   *
   * @param lists one of each vote, null where it says nothing of versions
   */
  static String of(List<@Nullable String> lists) {
    List<String> all = new ArrayList<>();
    for (String list : lists) {
      if (list != null) {
        all.addAll(distinct(list));
      }
    }
    long voters = lists.stream().filter(Objects::nonNull).count();
    all.sort(TorVersion.TEXT_ORDER);
    List<String> good = new ArrayList<>();
    Opinions.counts(all)
        .forEach(
            (version, count) -> {
              if (count > voters / 2) {
                good.add(version);
              }
            });
    return String.join(",", good);
  }

  /** The versions of one list, each once. */
  private static List<String> distinct(String list) {
    TreeSet<String> versions = new TreeSet<>(TorVersion.TEXT_ORDER);
    for (String version : list.split(",", -1)) {
      String stripped = version.strip();
      if (!stripped.isEmpty()) {
        versions.add(stripped);
      }
    }
    return List.copyOf(versions);
  }
}
