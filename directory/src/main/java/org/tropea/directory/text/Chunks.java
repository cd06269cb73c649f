package org.tropea.directory.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a concatenation of documents where the next one starts, so that each can fail alone. */
public final class Chunks {
  private Chunks() {}

  /**
   * The documents that start with a line of this keyword. Bytes before the first such line are a
   * chunk of their own, which no reader will accept.
   */
  public static List<byte[]> startingWith(byte[] documents, String keyword) {
    byte[] first = keyword.getBytes(StandardCharsets.US_ASCII);
    List<byte[]> chunks = new ArrayList<>();
    int start = 0;
    for (int line = 0; line < documents.length; line = nextLine(documents, line)) {
      if (line > start && startsWith(documents, line, first)) {
        chunks.add(Arrays.copyOfRange(documents, start, line));
        start = line;
      }
    }
    if (start < documents.length) {
      chunks.add(Arrays.copyOfRange(documents, start, documents.length));
    }
    return chunks;
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
