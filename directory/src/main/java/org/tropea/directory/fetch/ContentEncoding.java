package org.tropea.directory.fetch;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a directory may pack a body (dir-spec 6.3), in the order in which C tor's clients ask. */
public enum ContentEncoding {
  LZMA("x-tor-lzma"),
  ZSTD("x-zstd"),
  DEFLATE("deflate"),
  GZIP("gzip"),
  IDENTITY("identity");

  private final String word;

  ContentEncoding(String word) {
    this.word = word;
  }

  /** The encoding that a {@code Content-Encoding} header names; empty for an unknown one. */
  public static Optional<ContentEncoding> of(String header) {
    String word = header.strip();
    // C tor knows this one other name, and no capitals.
    if (word.equals("x-gzip")) {
      return Optional.of(GZIP);
    }
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
  }

  /** What C tor's clients send as {@code Accept-Encoding}. */
  public static String acceptAll() {
    return Arrays.stream(values()).map(ContentEncoding::word).collect(Collectors.joining(", "));
  }

  /** The word in the header. */
  public String word() {
    return word;
  }
}
