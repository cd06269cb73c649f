package org.tropea.directory.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a concatenation of documents where the next one starts, so that each can fail alone. */
public final class Chunks {
  private Chunks() {}

  /**
   * The documents that start with a line of one of these keywords, without empty lines at their
   * end, as C tor leaves them. Bytes before the first such line are a chunk of their own, which no
   * reader will accept.
   */
  public static List<byte[]> startingWith(byte[] documents, String... keywords) {
    List<byte[]> firsts =
        Arrays.stream(keywords).map(word -> word.getBytes(StandardCharsets.US_ASCII)).toList();
    List<byte[]> chunks = new ArrayList<>();
    int start = 0;
    for (int line = 0; line < documents.length; line = nextLine(documents, line)) {
      int at = line;
      if (line > start && firsts.stream().anyMatch(word -> startsWith(documents, at, word))) {
        chunks.add(trimmed(documents, start, line));
        start = line;
      }
    }
    if (start < documents.length) {
      chunks.add(trimmed(documents, start, documents.length));
    }
    return chunks;
  }

  private static byte[] trimmed(byte[] documents, int start, int end) {
    int last = end;
    while (last - start >= 2 && documents[last - 1] == '\n' && documents[last - 2] == '\n') {
      last--;
    }
    return Arrays.copyOfRange(documents, start, last);
  }

  /** Offset of the line behind the one that starts at {@code line}; the length where it is last. */
  public static int nextLine(byte[] documents, int line) {
    int i = line;
    while (i < documents.length && documents[i] != '\n') {
      i++;
    }
    return Math.min(i + 1, documents.length);
  }

  /** Whether the word at {@code offset} is {@code word}, up to a space or the line's end. */
  private static boolean startsWith(byte[] documents, int offset, byte[] word) {
    int end = offset + word.length;
    return end < documents.length
        && Arrays.equals(documents, offset, end, word, 0, word.length)
        && (documents[end] == '\n' || documents[end] == ' ' || documents[end] == '\t');
  }
}
