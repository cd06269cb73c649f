package org.tropea.directory.document;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.crypto.tink.util.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;

/**
 * Writes the diff from one consensus to a later one, byte for byte as C tor does (dir-spec 4.5, row
 * D14). The signatures of the old one are dropped first, since nothing vouches for their form.
 * Relays are in the order of their identities, so only what stands between two relays that both
 * have is compared line by line.
 */
final class ConsensusDiffWriter {
  /** As in C tor, which makes no diff where documents have that little in common. */
  private static final int MAX_COMPARED = 10_000;

  private static final byte[] SIGNATURE = ConsensusDiff.FIRST_SIGNATURE.getBytes(US_ASCII);
  private static final byte[] RELAY = "r ".getBytes(US_ASCII);
  private static final byte[] END_OF_TEXT = ".\n".getBytes(US_ASCII);

  private final TextLines base;
  private final TextLines later;
  private final int signatures;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private ConsensusDiffWriter(TextLines base, int signatures, TextLines later) {
    this.base = base;
    this.signatures = signatures;
    this.later = later;
  }

  /** The diff; null where they have too little in common, or cannot be told by lines. */
  static @Nullable Bytes write(byte[] base, byte[] later) {
    TextLines lines = TextLines.of(base);
    int signatures = 0;
    while (signatures < lines.count() && !lines.startsWith(signatures, SIGNATURE)) {
      signatures++;
    }
    return new ConsensusDiffWriter(lines, signatures, TextLines.of(later)).write();
  }

  private @Nullable Bytes write() {
    CommonLines common = new CommonLines(base, later);
    try {
      if (!compare(common)) {
        return null;
      }
    } catch (DecodeException e) {
      return null;
    }
    HexFormat hex = HexFormat.of().withUpperCase();
    line(ConsensusDiff.FIRST_LINE);
    line(
        "hash %s %s"
            .formatted(
                hex.formatHex(ConsensusDiff.signedDigest(base.text())),
                hex.formatHex(Digest.sha3().digest(later.text()))));
    if (signatures < base.count()) {
      line((signatures + 1) + ",$d");
    }
    return edits(common) ? Bytes.copyFrom(out.toByteArray()) : null;
  }

  /** False where a part without a common relay is too long to compare. */
  private boolean compare(CommonLines common) throws DecodeException {
    List<Place> old = relays(base, signatures);
    List<Place> now = relays(later, later.count());
    Place from = new Place(0, new byte[0]);
    Place otherFrom = from;
    int i = 0;
    int j = 0;
    while (i < old.size() && j < now.size()) {
      int order = Arrays.compareUnsigned(old.get(i).identity(), now.get(j).identity());
      if (order == 0) {
        if (!compare(common, from.line(), old.get(i).line(), otherFrom.line(), now.get(j).line())) {
          return false;
        }
        from = old.get(i);
        otherFrom = now.get(j);
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return compare(common, from.line(), signatures, otherFrom.line(), later.count());
  }

  private static boolean compare(CommonLines common, int from, int to, int other, int otherTo) {
    if (to - from > MAX_COMPARED || otherTo - other > MAX_COMPARED) {
      return false;
    }
    common.compare(from, to, other, otherTo);
    return true;
  }

  /** Where the entry of a relay starts. */
  private record Place(int line, byte[] identity) {}

  private static List<Place> relays(TextLines lines, int end) throws DecodeException {
    List<Place> places = new ArrayList<>();
    byte[] last = new byte[0];
    for (int i = 0; i < end; i++) {
      if (lines.startsWith(i, RELAY)) {
        int start = lines.start(i);
        String[] words =
            new String(lines.text(), start, lines.start(i + 1) - start, US_ASCII).split(" ", 4);
        byte[] identity = Base64Digest.read(words.length > 2 ? words[2] : "", 20);
        if (Arrays.compareUnsigned(identity, last) <= 0) {
          throw new DecodeException("the relays of a consensus are not in order");
        }
        places.add(new Place(i, identity));
        last = identity;
      }
    }
    return places;
  }

  /** The commands, the last first; false where a line that is added would end its own text. */
  private boolean edits(CommonLines common) {
    BitSet kept = common.inFirst();
    BitSet taken = common.inSecond();
    int end = signatures;
    int otherEnd = later.count();
    while (end > 0 || otherEnd > 0) {
      // Behind the last line that both have; what stands there has changed.
      int from = kept.previousSetBit(end - 1) + 1;
      int otherFrom = taken.previousSetBit(otherEnd - 1) + 1;
      if ((from < end || otherFrom < otherEnd) && !edit(from, end, otherFrom, otherEnd)) {
        return false;
      }
      end = Math.max(0, from - 1);
      otherEnd = Math.max(0, otherFrom - 1);
    }
    return true;
  }

  /** The lines of the old one from {@code from} to before {@code to} give way to others. */
  private boolean edit(int from, int to, int otherFrom, int otherTo) {
    if (otherFrom == otherTo) {
      line(range(from, to) + "d");
      return true;
    }
    line(from == to ? from + "a" : range(from, to) + "c");
    for (int i = otherFrom; i < otherTo; i++) {
      int length = later.start(i + 1) - later.start(i);
      if (later.text()[later.start(i + 1) - 1] != '\n'
          || (length == END_OF_TEXT.length && later.startsWith(i, END_OF_TEXT))) {
        return false;
      }
      out.write(later.text(), later.start(i), length);
    }
    out.writeBytes(END_OF_TEXT);
    return true;
  }

  private static String range(int from, int to) {
    return to - from == 1 ? String.valueOf(to) : (from + 1) + "," + to;
  }

  private void line(String text) {
    out.writeBytes((text + "\n").getBytes(US_ASCII));
  }
}
