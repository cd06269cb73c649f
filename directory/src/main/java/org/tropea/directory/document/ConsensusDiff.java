package org.tropea.directory.document;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.crypto.tink.util.Bytes;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.directory.text.Chunks;

/**
 * What turns one consensus into a later one (dir-spec 4.5): ed commands from the last line to the
 * first, behind the SHA3-256 of what the old one's signatures cover and of all of the new one.
 *
 * <p>Made and applied in time linear in both documents; what comes out is no larger than the two
 * together. Whoever applies one still verifies the consensus that comes out.
 */
public final class ConsensusDiff {
  static final String FIRST_LINE = "network-status-diff-version 1";

  /** How signatures begin, and where what they cover ends. */
  static final String FIRST_SIGNATURE = "directory-signature ";

  private static final byte[] VERSION = FIRST_LINE.getBytes(US_ASCII);
  private static final byte[] END_OF_TEXT = ".\n".getBytes(US_ASCII);
  private static final byte[] SIGNATURE = FIRST_SIGNATURE.getBytes(US_ASCII);
  private static final Pattern HASHES = Pattern.compile("hash ([0-9A-Fa-f]{64}) ([0-9A-Fa-f]{64})");
  private static final Pattern COMMAND = Pattern.compile("(\\d{1,9})(?:,(\\d{1,9}|\\$))?([acd])");
  private static final int LONGEST_COMMAND = 160;

  private final byte[] base;
  private final byte[] diff;
  private final TextLines lines;
  private int at;

  private ConsensusDiff(byte[] base, byte[] diff) {
    this.base = base;
    this.diff = diff;
    this.lines = TextLines.of(base);
  }

  /** Whether a directory that was asked for a consensus sent a diff in its place. */
  public static boolean isOne(byte[] document) {
    return document.length >= VERSION.length
        && Arrays.equals(document, 0, VERSION.length, VERSION, 0, VERSION.length);
  }

  /**
   * What turns the text of one consensus into that of another; null where they have too little in
   * common for a diff to be of use. Up to seconds of work, so never on an event loop.
   */
  public static @Nullable Bytes between(byte[] base, byte[] later) {
    return ConsensusDiffWriter.write(base, later);
  }

  /** By what a cache finds a diff for this consensus: 32 bytes. */
  public static Bytes digestOfBase(Consensus consensus) {
    return Bytes.copyFrom(signedDigest(consensus.text().toByteArray()));
  }

  /**
   * The later consensus, not yet read.
   *
   * @throws DecodeException where the diff is malformed, or from or to another document than it
   *     says
   */
  public static byte[] apply(Consensus consensus, byte[] diff) throws DecodeException {
    return new ConsensusDiff(consensus.text().toByteArray(), diff).apply();
  }

  private byte[] apply() throws DecodeException {
    if (!line().equals(FIRST_LINE)) {
      throw bad("is of an unknown version");
    }
    Matcher hashes = HASHES.matcher(line());
    if (!hashes.matches()) {
      throw bad("does not say which documents it is for");
    }
    if (!matches(hashes.group(1), signedDigest(base))) {
      throw bad("is for another consensus than the one we have");
    }
    byte[] result = edit();
    if (!matches(hashes.group(2), Digest.sha3().digest(result))) {
      throw bad("does not lead to the consensus that it names");
    }
    return result;
  }

  /** What stands in the place of the lines from one to before another, from the last part on. */
  private record Part(byte[] document, int from, int to) {}

  private byte[] edit() throws DecodeException {
    Deque<Part> parts = new ArrayDeque<>();
    int untouched = lines.count();
    while (at < diff.length) {
      Edit edit = Edit.read(line(), lines.count());
      if (edit.last() > untouched) {
        throw bad("has commands that are not in order");
      }
      parts.push(new Part(base, lines.start(edit.last()), lines.start(untouched)));
      if (edit.addsText()) {
        parts.push(text());
      }
      untouched = edit.keeps();
    }
    parts.push(new Part(base, 0, lines.start(untouched)));
    ByteArrayOutputStream whole = new ByteArrayOutputStream(base.length + diff.length);
    parts.forEach(each -> whole.write(each.document(), each.from(), each.to() - each.from()));
    return whole.toByteArray();
  }

  /** The lines up to a lone dot, of which there must be one at least. */
  private Part text() throws DecodeException {
    int from = at;
    while (at < diff.length) {
      int next = Chunks.nextLine(diff, at);
      if (Arrays.equals(diff, at, next, END_OF_TEXT, 0, END_OF_TEXT.length)) {
        if (at == from) {
          throw bad("has a command without the lines that it adds");
        }
        Part added = new Part(diff, from, at);
        at = next;
        return added;
      }
      at = next;
    }
    throw bad("ends before the lines that it adds");
  }

  /** The next line without its end; commands and hashes are short. */
  private String line() throws DecodeException {
    int next = Chunks.nextLine(diff, at);
    int length = next - at - 1;
    if (length < 0 || length > LONGEST_COMMAND || diff[next - 1] != '\n') {
      throw bad("has no line of its length there");
    }
    String line = new String(diff, at, length, US_ASCII);
    at = next;
    return line;
  }

  private static DecodeException bad(String how) {
    return new DecodeException("a consensus diff " + how);
  }

  private static boolean matches(String hex, byte[] digest) {
    return Arrays.equals(HexFormat.of().parseHex(hex), digest);
  }

  /** Of all up to the space behind the first {@code directory-signature}. */
  static byte[] signedDigest(byte[] consensus) {
    int end = consensus.length;
    for (int line = 0; line < consensus.length; line = Chunks.nextLine(consensus, line)) {
      int behind = line + SIGNATURE.length;
      if (behind <= consensus.length
          && Arrays.equals(consensus, line, behind, SIGNATURE, 0, SIGNATURE.length)) {
        end = behind;
        break;
      }
    }
    MessageDigest digest = Digest.sha3();
    digest.update(consensus, 0, end);
    return digest.digest();
  }

  /**
   * One command.
   *
   * @param keeps how many lines in front of it stay
   * @param last the last line that it touches, from 1; that of an append is the one in front
   */
  private record Edit(int keeps, int last, boolean addsText) {
    static Edit read(String line, int lines) throws DecodeException {
      Matcher command = COMMAND.matcher(line);
      if (!command.matches()) {
        throw bad("has an unknown command");
      }
      int first = Integer.parseInt(command.group(1));
      String end = command.group(2);
      char action = command.group(3).charAt(0);
      boolean toTheEnd = "$".equals(end);
      if (end != null && (action == 'a' || (toTheEnd && action != 'd'))) {
        throw bad("has a range where there can be none");
      }
      int last = end == null ? first : toTheEnd ? lines : Integer.parseInt(end);
      if ((end != null && last <= first) || (action != 'a' && first == 0)) {
        throw bad("has a range of no lines");
      }
      return new Edit(action == 'a' ? first : first - 1, last, action != 'd');
    }
  }
}
