package org.tropea.directory.document;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tropea.directory.text.Item;

/**
 * Texts that voting copies from one document to another: each byte is one character (ISO 8859-1),
 * so that they come out as they went in and sort as C tor sorts bytes.
 */
final class RawLine {
  private RawLine() {}

  /** All that follows the keyword of {@code item} on its line, up to the line feed. */
  static String text(byte[] document, Item item) {
    int end = item.place().lineEnd() - 1;
    int from = item.place().start();
    int keyword = keywordEnd(document, from, end);
    if (!item.keyword().equals("opt") && keyword - from == 3 && document[from] == 'o') {
      keyword = keywordEnd(document, skipSpace(document, keyword, end), end);
    }
    int start = skipSpace(document, keyword, end);
    return new String(document, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /** The words of that text. */
  static List<String> words(byte[] document, Item item) {
    return List.of(text(document, item).strip().split("[ \t]+", -1)).stream()
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static int keywordEnd(byte[] document, int from, int end) {
    int i = from;
    while (i < end && document[i] != ' ' && document[i] != '\t') {
      i++;
    }
    return i;
  }

  private static int skipSpace(byte[] document, int from, int end) {
    int i = from;
    while (i < end && (document[i] == ' ' || document[i] == '\t')) {
      i++;
    }
    return i;
  }
}
