package org.tropea.directory.document;

import java.util.Arrays;
import org.tropea.directory.text.Chunks;

/**
 * A document cut into lines. Nobody changes its arrays.
 *
 * @param offsets where each line starts, and where the last one ends
 * @param count how many lines there are
 */
record TextLines(byte[] text, int[] offsets, int count) {
  static TextLines of(byte[] document) {
    int[] offsets = new int[1024];
    int count = 0;
    for (int line = 0; line < document.length; line = Chunks.nextLine(document, line)) {
      if (count + 1 >= offsets.length) {
        offsets = Arrays.copyOf(offsets, offsets.length * 2);
      }
      offsets[count++] = line;
    }
    offsets[count] = document.length;
    return new TextLines(document, offsets, count);
  }

  /** Where the line behind the first {@code lines} starts. */
  int start(int lines) {
    return offsets[lines];
  }

  /** Whether this line, counted from 0, begins so. */
  boolean startsWith(int line, byte[] word) {
    int start = offsets[line];
    int end = start + word.length;
    return end <= offsets[line + 1] && Arrays.equals(text, start, end, word, 0, word.length);
  }
}
