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
import org.tropea.directory.text.Chunks;
import org.tropea.directory.text.IsoTime;

/**
 * The format of {@code cached-microdescs} and its journal: each microdescriptor behind its
 * annotations, lines that start with {@code @}.
 */
final class MicrodescriptorFile {
  private static final String FIRST = "onion-key";
  private static final String LAST_LISTED = "@last-listed";

  private MicrodescriptorFile() {}

  static byte[] write(Collection<ListedMicrodescriptor> listed) {
    ByteWriter writer = new ByteWriter(listed.size() * 512);
    for (ListedMicrodescriptor each : listed) {
      Instant time = each.lastListed();
      if (time != null) {
        String line = LAST_LISTED + " " + IsoTime.write(time) + "\n";
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
    Instant lastListed = null;
    for (byte[] chunk : Chunks.startingWith(file, FIRST)) {
      int end = firstAnnotation(chunk);
      if (end > 0) {
        try {
          Microdescriptor document = Microdescriptor.read(Arrays.copyOf(chunk, end));
          read.add(new ListedMicrodescriptor(document, lastListed));
        } catch (DecodeException e) {
          refused++;
        }
      }
      lastListed = lastListed(chunk, end);
    }
    return new Batch<>(read, refused);
  }

  /** Where the annotations of the next microdescriptor start; the length where it has none. */
  private static int firstAnnotation(byte[] chunk) {
    int line = 0;
    while (line < chunk.length && chunk[line] != '@') {
      line = Chunks.nextLine(chunk, line);
    }
    return line;
  }

  private static @Nullable Instant lastListed(byte[] chunk, int annotations) {
    Instant time = null;
    for (int line = annotations; line < chunk.length; line = Chunks.nextLine(chunk, line)) {
      int length = Chunks.nextLine(chunk, line) - line;
      String text = new String(chunk, line, length, StandardCharsets.US_ASCII);
      String[] words = text.strip().split(" ", 4);
      if (words.length == 3 && words[0].equals(LAST_LISTED)) {
        time = time(words[1], words[2]);
      }
    }
    return time;
  }

  private static @Nullable Instant time(String date, String time) {
    try {
      return IsoTime.read(date, time);
    } catch (DecodeException e) {
      return null;
    }
  }
}
