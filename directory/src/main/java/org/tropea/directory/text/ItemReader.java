package org.tropea.directory.text;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;

/**
 * Reads the items of a document one by one, in time linear in its length (dir-spec 1.2).
 *
 * <p>Lines and objects are at most 128 KiB; a NUL, an empty line, a keyword of other characters
 * than letters, digits and hyphens, or a last line without a line feed are refused. The array is
 * read in place and must not change meanwhile. For one thread.
 */
public final class ItemReader {
  private static final int MAX_LINE = 128 * 1024;
  private static final int MAX_OBJECT = 128 * 1024;
  private static final byte[] BEGIN = ascii("-----BEGIN ");
  private static final byte[] END = ascii("-----END ");
  private static final byte[] DASHES = ascii("-----");

  private final byte[] document;
  private int end;
  private int position;
  private int line = 1;
  private @Nullable Item ahead;

  /** Reads all of {@code document}. */
  public ItemReader(byte[] document) {
    this(document, 0, document.length);
  }

  /** Reads {@code document} from the offset {@code start} up to {@code end}. */
  public ItemReader(byte[] document, int start, int end) {
    if (start < 0 || end < start || end > document.length) {
      throw new IllegalArgumentException("range outside the document");
    }
    this.document = document;
    this.position = start;
    this.end = end;
  }

  /** Whether a line of this keyword is next; nothing is read of it. */
  public boolean isNext(String keyword) {
    int from = ahead == null ? position : ahead.place().start();
    return startsLine(keyword, from);
  }

  /**
   * A reader of all up to the next line, not this one, that starts with one of these keywords; this
   * reader goes on there. Nothing is read of what lies between, so a malformed part costs only
   * itself.
   */
  public ItemReader take(Set<String> until) {
    if (ahead != null) {
      position = ahead.place().start();
      line = ahead.place().line();
      ahead = null;
    }
    ItemReader part = new ItemReader(document, position, end);
    part.line = line;
    int from = position;
    do {
      while (from < end && document[from] != '\n') {
        from++;
      }
      from = Math.min(from + 1, end);
      line++;
    } while (from < end && !startsOne(until, from));
    part.end = from;
    position = from;
    return part;
  }

  private boolean startsOne(Set<String> keywords, int from) {
    for (String keyword : keywords) {
      if (startsLine(keyword, from)) {
        return true;
      }
    }
    return false;
  }

  /** Whether this keyword stands at {@code from}, and a blank or the end of a line behind it. */
  private boolean startsLine(String keyword, int from) {
    int behind = from + keyword.length();
    if (behind >= end
        || (document[behind] != ' ' && document[behind] != '\t' && document[behind] != '\n')) {
      return false;
    }
    for (int i = 0; i < keyword.length(); i++) {
      if (document[from + i] != keyword.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The item that {@link #next} will give; null at the end. */
  public @Nullable Item peek() throws DecodeException {
    if (ahead == null && position < end) {
      ahead = read();
    }
    return ahead;
  }

  /** Number of the line that is next, from 1. */
  public int line() {
    return ahead == null ? line : ahead.place().line();
  }

  /** The next item; null at the end. */
  public @Nullable Item next() throws DecodeException {
    Item item = peek();
    ahead = null;
    return item;
  }

  private Item read() throws DecodeException {
    int firstLine = line;
    int start = position;
    int lineEnd = lineEnd(start);
    int from = start;
    if (word(from, lineEnd) == 3
        && document[from] == 'o'
        && document[from + 1] == 'p'
        && document[from + 2] == 't') {
      from = skipSpace(from + 3, lineEnd);
    }
    int length = word(from, lineEnd);
    String keyword = keyword(from, length, firstLine);
    String text = text(skipSpace(from + length, lineEnd), lineEnd);
    position = lineEnd;
    line++;
    TextObject object = starts(BEGIN, position) ? object(keyword, firstLine) : null;
    return new Item(keyword, text, object, new Place(firstLine, start, lineEnd, position));
  }

  /** Offset behind the line feed of the line that starts at {@code from}. */
  private int lineEnd(int from) throws DecodeException {
    int limit = (int) Math.min(end, (long) from + MAX_LINE);
    for (int i = from; i < limit; i++) {
      if (document[i] == '\n') {
        return i + 1;
      }
      if (document[i] == 0) {
        throw new DecodeException("line " + line + " has a NUL");
      }
    }
    throw new DecodeException("line " + line + (limit < end ? " is too long" : " has no end"));
  }

  private int word(int from, int lineEnd) {
    int i = from;
    while (i < lineEnd - 1 && document[i] != ' ' && document[i] != '\t') {
      i++;
    }
    return i - from;
  }

  private int skipSpace(int from, int lineEnd) {
    int i = from;
    while (i < lineEnd - 1 && (document[i] == ' ' || document[i] == '\t')) {
      i++;
    }
    return i;
  }

  private String keyword(int from, int length, int line) throws DecodeException {
    for (int i = from; i < from + length; i++) {
      byte b = document[i];
      boolean annotation = b == '@' && i == from && length > 1;
      boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
      boolean hyphen = b == '-' && i > from;
      if (!letter && !(b >= '0' && b <= '9') && !hyphen && !annotation) {
        throw new DecodeException("line " + line + " starts with no keyword");
      }
    }
    if (length == 0) {
      throw new DecodeException("line " + line + " starts with no keyword");
    }
    return new String(document, from, length, StandardCharsets.US_ASCII);
  }

  private String text(int from, int lineEnd) {
    int to = lineEnd - 1;
    while (to > from && (document[to - 1] == ' ' || document[to - 1] == '\t')) {
      to--;
    }
    return new String(document, from, to - from, StandardCharsets.UTF_8);
  }

  /** The object whose BEGIN line starts at the cursor, which ends behind its END line. */
  private TextObject object(String keyword, int itemLine) throws DecodeException {
    String tag = tag(BEGIN, position, lineEnd(position), keyword, itemLine);
    position = lineEnd(position);
    line++;
    int body = position;
    while (!starts(END, position)) {
      if (position >= end || position - body > MAX_OBJECT) {
        throw malformed(keyword, itemLine);
      }
      position = lineEnd(position);
      line++;
    }
    byte[] base64 = withoutLineFeeds(body, position);
    if (!tag(END, position, lineEnd(position), keyword, itemLine).equals(tag)) {
      throw malformed(keyword, itemLine);
    }
    position = lineEnd(position);
    line++;
    try {
      return new TextObject(tag, Bytes.copyFrom(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException e) {
      throw malformed(keyword, itemLine);
    }
  }

  private String tag(byte[] prefix, int from, int lineEnd, String keyword, int itemLine)
      throws DecodeException {
    int to = lineEnd - 1 - DASHES.length;
    if (to <= from + prefix.length || !starts(DASHES, to)) {
      throw malformed(keyword, itemLine);
    }
    int start = from + prefix.length;
    return new String(document, start, to - start, StandardCharsets.ISO_8859_1);
  }

  private byte[] withoutLineFeeds(int from, int to) {
    byte[] result = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      if (document[i] != '\n') {
        result[length++] = document[i];
      }
    }
    return Arrays.copyOf(result, length);
  }

  private boolean starts(byte[] prefix, int from) {
    if (from > end - prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (document[from + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static DecodeException malformed(String keyword, int line) {
    return new DecodeException(Item.describe(keyword, line) + " has a malformed object");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
