package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;

/**
 * Which microdescriptor a relay has under which consensus methods (dir-spec 3.4.1, {@code m}).
 *
 * @param digest SHA-256, 32 bytes; null where the line names none that we understand
 */
public record MicrodescriptorVote(List<Integer> methods, @Nullable Bytes digest) {
  private static final String ALGORITHM = " sha256=";
  private static final int MAX_METHOD_DIGITS = 9;

  /** Keeps its own copy. */
  public MicrodescriptorVote {
    methods = List.copyOf(methods);
  }

  /** Reads the line's text; what it does not understand counts as absent, as in C tor. */
  static MicrodescriptorVote read(String text) {
    List<Integer> methods = new ArrayList<>();
    int position = 0;
    while (true) {
      int end = position;
      while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        end++;
      }
      if (end == position || end - position > MAX_METHOD_DIGITS) {
        break;
      }
      methods.add(Integer.parseInt(text, position, end, 10));
      if (end == text.length() || text.charAt(end) != ',') {
        break;
      }
      position = end + 1;
    }
    return new MicrodescriptorVote(methods, digest(text));
  }

  void write(StringBuilder text) {
    if (digest == null) {
      throw new IllegalStateException("a microdescriptor without a digest has no line");
    }
    text.append("m ");
    text.append(methods.stream().map(String::valueOf).collect(Collectors.joining(",")));
    text.append(ALGORITHM).append(Base64Digest.write(digest)).append('\n');
  }

  private static @Nullable Bytes digest(String text) {
    int start = text.indexOf(ALGORITHM);
    if (start < 0) {
      return null;
    }
    try {
      String rest = text.substring(start + ALGORITHM.length());
      String word = rest.substring(0, Math.min(rest.length(), 43));
      return Bytes.copyFrom(Base64Digest.read(word, RelayEntry.DIGEST_LENGTH));
    } catch (DecodeException e) {
      return null;
    }
  }
}
