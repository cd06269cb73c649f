package org.tropea.authority.consensus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.tropea.directory.document.Vote;

/**
 * The {@code package} lines of a consensus, of which there are some up to method 33 only (dir-spec
 * 3.8): what more than half, and at least two, of the three or more say who name that package and
 * version.
 */
final class PackageVote {
  private static final int ENOUGH_VOTES = 3;

  /** {@code name version url digest=value ...}, one space between each two words. */
  private static final Pattern LINE =
      Pattern.compile("([^ ]+ [^ ]*) [^ ]*(?: [^ =]+=[^ =]+)+", Pattern.DOTALL);

  private PackageVote() {}

  /** The lines in order, each without its keyword. */
  static Iterable<String> of(List<Vote> votes) {
    Map<String, List<String>> byName = new HashMap<>();
    for (Vote vote : votes) {
      Map<String, String> own = new HashMap<>();
      for (String line : vote.header().advice().packages()) {
        var parts = LINE.matcher(line);
        if (parts.matches()) {
          own.put(parts.group(1), line);
        }
      }
      own.forEach((name, line) -> byName.computeIfAbsent(name, n -> new ArrayList<>()).add(line));
    }
    TreeSet<String> chosen = new TreeSet<>();
    for (List<String> lines : byName.values()) {
      String most = Opinions.mostFrequent(lines, Comparator.naturalOrder());
      long count = lines.stream().filter(line -> line.equals(most)).count();
      if (most != null && lines.size() >= ENOUGH_VOTES && count > lines.size() / 2) {
        chosen.add(most);
      }
    }
    return chosen;
  }
}
