package org.tropea.directory.document;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version of C tor, as {@code 0.4.9.11} or {@code Tor 0.4.9.1-alpha (git-0123)} (version-spec).
 *
 * @param status 0 for pre, 1 for rc, 2 for a release
 * @param tag behind the hyphen, such as {@code alpha}; empty where there is none
 * @param revision 0 where there is none
 * @param gitTag in lower case; empty where there is none
 */
public record TorVersion(
    int major, int minor, int micro, int status, int patch, String tag, int revision, String gitTag)
    implements Comparable<TorVersion> {
  private static final String REST =
      "([^\\s#]*)\\s*(?:\\(r(\\d*)|\\(git-([0-9a-fA-F]+)\\)|(?!\\(git-)).*";
  private static final Pattern FORM =
      Pattern.compile(
          "(?:[Tt][Oo][Rr] )?(\\d{1,10})\\.(\\d{1,10})"
              + "(?:\\.(\\d{1,10})(?:(\\.|pre|rc)(\\d{1,10}))?)?(.*)",
          Pattern.DOTALL);
  private static final Pattern BEHIND = Pattern.compile("([-.]?)" + REST, Pattern.DOTALL);
  private static final int MAX_TAG = 16;
  private static final int RELEASE = 2;
  private static final Comparator<TorVersion> ORDER =
      Comparator.comparingInt(TorVersion::major)
          .thenComparingInt(TorVersion::minor)
          .thenComparingInt(TorVersion::micro)
          .thenComparingInt(TorVersion::status)
          .thenComparingInt(TorVersion::patch)
          .thenComparing(TorVersion::tag)
          .thenComparingInt(TorVersion::revision)
          .thenComparingInt(version -> version.gitTag().length())
          .thenComparing(TorVersion::gitTag);

  /** Orders version texts: those that are versions first, by age, then the rest by their bytes. */
  public static final Comparator<String> TEXT_ORDER =
      (one, other) -> {
        Optional<TorVersion> a = read(one);
        Optional<TorVersion> b = read(other);
        if (a.isPresent() && b.isPresent()) {
          return a.get().compareTo(b.get());
        }
        return a.isPresent() ? -1 : b.isPresent() ? 1 : one.compareTo(other);
      };

  /** Reads a version; empty where the text is none. */
  public static Optional<TorVersion> read(String text) {
    Matcher start = FORM.matcher(text);
    if (!start.matches()) {
      return Optional.empty();
    }
    String kind = start.group(4);
    String behind = start.group(6);
    if (kind == null && !behind.isEmpty() && behind.charAt(0) != '-') {
      return Optional.empty();
    }
    Matcher rest = BEHIND.matcher(behind);
    if (!rest.matches()) {
      return Optional.empty();
    }
    String git = rest.group(4) == null ? "" : rest.group(4).toLowerCase(Locale.ROOT);
    String tag = rest.group(2);
    try {
      return Optional.of(
          new TorVersion(
              number(start.group(1)),
              number(start.group(2)),
              number(start.group(3)),
              kind == null || kind.equals(".") ? RELEASE : kind.equals("rc") ? 1 : 0,
              number(start.group(5)),
              tag.substring(0, Math.min(tag.length(), MAX_TAG)),
              number(rest.group(3)),
              git));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(TorVersion other) {
    return ORDER.compare(this, other);
  }

  private static int number(@Nullable String digits) {
    return digits == null || digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }
}
