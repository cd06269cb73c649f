package org.tropea.directory.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Batch;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.text.IsoTime;

/**
 * The format of {@code cached-microdescs} and its journal: each microdescriptor behind its
 * annotations, lines that start with {@code @}.
 */
final class MicrodescriptorFile {
  private static final byte[] FIRST = "onion-key".getBytes(StandardCharsets.US_ASCII);
  private static final String LAST_LISTED = "@last-listed ";

  private MicrodescriptorFile() {}

  static byte[] write(Collection<ListedMicrodescriptor> listed) {
    ByteWriter writer = new ByteWriter(listed.size() * 512);
    for (ListedMicrodescriptor each : listed) {
      Instant time = each.lastListed();
      if (time != null) {
        String line = LAST_LISTED + IsoTime.write(time) + "\n";
        writer.bytes(line.getBytes(StandardCharsets.US_ASCII));
      }
      writer.bytes(each.microdescriptor().text());
    }
    return writer.toByteArray();
  }

  /** Reads all; a malformed one, as a write that broke off leaves it, is left out and counted. */
  static Batch<ListedMicrodescriptor> read(byte[] file) {
    List<ListedMicrodescriptor> read = new ArrayList<>();
    int refused = 0;
    int position = 0;
    while (position < file.length) {
      Instant lastListed = null;
      while (position < file.length && file[position] == '@') {
        int next = nextLine(file, position);
        lastListed = lastListed(file, position, next);
        position = next;
      }
      int end = position < file.length ? nextLine(file, position) : position;
      while (end < file.length && !startsDocument(file, end)) {
        end = nextLine(file, end);
      }
      try {
        byte[] document = Arrays.copyOfRange(file, position, end);
        read.add(new ListedMicrodescriptor(Microdescriptor.read(document), lastListed));
      } catch (DecodeException e) {
        refused++;
      }
      position = end;
    }
    return new Batch<>(read, refused);
  }

  private static boolean startsDocument(byte[] file, int line) {
    return file[line] == '@'
        || (line + FIRST.length < file.length
            && Arrays.equals(file, line, line + FIRST.length, FIRST, 0, FIRST.length));
  }

  private static @Nullable Instant lastListed(byte[] file, int line, int next) {
    String text = new String(file, line, next - line, StandardCharsets.US_ASCII).strip();
    String[] words = text.split(" ", 4);
    if (words.length != 3 || !text.startsWith(LAST_LISTED)) {
      return null;
    }
    try {
      return IsoTime.read(words[1], words[2]);
    } catch (DecodeException e) {
      return null;
    }
  }

  private static int nextLine(byte[] file, int line) {
    int i = line;
    while (i < file.length && file[i] != '\n') {
      i++;
    }
    return Math.min(i + 1, file.length);
  }
}
