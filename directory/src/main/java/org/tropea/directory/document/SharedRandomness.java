package org.tropea.directory.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a vote says of shared randomness (srv-spec 4.1).
 *
 * @param participates whether the authority takes part; if not, its values do not count
 * @param commits the arguments of its {@code shared-rand-commit} lines, as they stand
 */
public record SharedRandomness(
    boolean participates,
    List<String> commits,
    @Nullable SharedRandomValue previous,
    @Nullable SharedRandomValue current) {
  /** Of an authority that takes no part. */
  public static final SharedRandomness NONE = new SharedRandomness(false, List.of(), null, null);

  /** Keeps its own copy. */
  public SharedRandomness {
    commits = List.copyOf(commits);
  }

  void write(StringBuilder text) {
    if (!participates) {
      return;
    }
    text.append("shared-rand-participate\n");
    for (String commit : commits) {
      text.append("shared-rand-commit ").append(commit).append('\n');
    }
    writeValues(text);
  }

  /** The lines of both values, which a consensus has too. */
  public void writeValues(StringBuilder text) {
    if (previous != null) {
      text.append("shared-rand-previous-value ").append(previous.write()).append('\n');
    }
    if (current != null) {
      text.append("shared-rand-current-value ").append(current.write()).append('\n');
    }
  }
}
