package org.tropea.crypto.bytes;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Bytes in base64 between a BEGIN and an END line (RFC 7468), as keys on disk and the objects of
 * documents are written.
 *
 * <p>Key files are read as leniently as the program does that C tor has for them, and no more so.
 * The objects of documents have stricter rules, which their reader has.
 *
 * @param tag what stands behind BEGIN
 * @param headers the lines that OpenSSL sets before the base64, as it does for a sealed key
 */
public record PemBlock(String tag, List<String> headers, Bytes body) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
  private static final int LINE_LENGTH = 64;
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(LINE_LENGTH, "\n".getBytes(StandardCharsets.US_ASCII));

  /** Keeps its own copy of the list. */
  public PemBlock {
    headers = List.copyOf(headers);
  }

  /** Writes {@code body}, 64 characters to a line. */
  public static String write(String tag, byte[] body) {
    return BEGIN
        + tag
        + DASHES
        + '\n'
        + LINES.encodeToString(body)
        + '\n'
        + END
        + tag
        + DASHES
        + '\n';
  }

  /**
   * Reads a file as C tor reads its own keys ({@code pem_decode}): the block of this tag comes
   * first, but for blanks and comments; what is behind it does not matter.
   */
  public static byte[] readFirst(String tag, byte[] file) throws DecodeException {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    String begin = BEGIN + tag + DASHES;
    int start = skipSpaceAndComments(text);
    int body = text.indexOf('\n', start) + 1;
    int end = text.indexOf('\n' + END + tag + DASHES, Math.max(0, body - 1));
    if (!text.startsWith(begin, start)
        || body == 0
        || end < body - 1
        || !text.substring(start + begin.length(), body).isBlank()) {
      throw new DecodeException("a key file does not begin with " + begin);
    }
    return base64(text.substring(Math.min(body, end), end));
  }

  private static int skipSpaceAndComments(String text) {
    int i = 0;
    boolean comment = false;
    while (i < text.length() && (comment || " \t\r\n#".indexOf(text.charAt(i)) >= 0)) {
      comment = text.charAt(i) == '#' || (comment && text.charAt(i) != '\n');
      i++;
    }
    return i;
  }

  /**
   * Reads a file as OpenSSL does: all its blocks, with text of any kind before, between and behind
   * them.
   */
  public static List<PemBlock> readAll(byte[] file) throws DecodeException {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int from = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
    List<String> lines =
        Arrays.stream(text.substring(from).split("\n", -1)).map(String::stripTrailing).toList();
    List<PemBlock> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(BEGIN) && line.endsWith(DASHES) && line.length() > BEGIN.length() + 4) {
        String tag = line.substring(BEGIN.length(), line.length() - DASHES.length());
        int end = i + 1;
        while (end < lines.size() && !lines.get(end).startsWith(END)) {
          end++;
        }
        if (end == lines.size() || !lines.get(end).equals(END + tag + DASHES)) {
          throw new DecodeException("a PEM block has no end");
        }
        blocks.add(block(tag, lines.subList(i + 1, end)));
        i = end;
      }
    }
    return List.copyOf(blocks);
  }

  /** An empty line parts the headers from the base64; there are none without it. */
  private static PemBlock block(String tag, List<String> lines) throws DecodeException {
    int empty = lines.indexOf("");
    List<String> body = lines.subList(empty + 1, lines.size());
    if (body.isEmpty() || body.contains("")) {
      throw new DecodeException("a PEM block has an empty line where none may be");
    }
    byte[] bytes = base64(String.join("", body));
    return new PemBlock(tag, lines.subList(0, Math.max(0, empty)), Bytes.copyFrom(bytes));
  }

  private static byte[] base64(String text) throws DecodeException {
    try {
      return Base64.getDecoder().decode(text.replaceAll("[ \t\r\n\u000b]", ""));
    } catch (IllegalArgumentException e) {
      throw new DecodeException("a PEM block holds no base64");
    }
  }
}
