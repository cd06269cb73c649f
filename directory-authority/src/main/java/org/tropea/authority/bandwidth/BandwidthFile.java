package org.tropea.authority.bandwidth;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.RsaIdentity;

/**
 * A bandwidth file (bandwidth-file-spec 2), read as C tor reads it, so that its vote and ours say
 * the same of it. Whatever is wrong with a line costs that line alone. Immutable.
 *
 * @param written the file's own timestamp; null where the file is of no use: it has none, or is
 *     older than three days
 * @param headers {@code name=value} of each header that a vote repeats, the timestamp first; none
 *     where the file is of no use
 * @param measured kilobytes per second, unsigned 32 bits; of two lines on one relay the last counts
 * @param remembered the same, but of two lines the first counts
 * @param digest SHA-256 of the file, 32 bytes, whether it is of use or not
 * @param skipped how many lines behind the headers told nothing of a relay
 */
public record BandwidthFile(
    @Nullable Instant written,
    List<String> headers,
    Map<RsaIdentity, Long> measured,
    Map<RsaIdentity, Long> remembered,
    Bytes digest,
    int skipped) {
  /** What is older counts for nothing. */
  public static final Duration MAX_AGE = Duration.ofDays(3);

  private static final int MAX_HEADERS = 50;
  private static final int MAX_HEADER_LINE = 1024;
  private static final String END_OF_HEADERS = "=====\n";

  /** Keeps its own copies. */
  public BandwidthFile {
    headers = List.copyOf(headers);
    measured = Map.copyOf(measured);
    remembered = Map.copyOf(remembered);
  }

  /** What is known where there is no file: nothing, and the digest of no bytes. */
  public static final BandwidthFile MISSING = useless(Digest.sha256());

  private static BandwidthFile useless(MessageDigest digest) {
    return new BandwidthFile(
        null, List.of(), Map.of(), Map.of(), Bytes.copyFrom(digest.digest()), 0);
  }

  /** Reads one; there is nothing that it refuses. */
  public static BandwidthFile read(byte[] file, Instant now) {
    MessageDigest digest = Digest.sha256();
    List<String> lines = lines(file);
    lines.forEach(line -> digest.update(line.getBytes(StandardCharsets.ISO_8859_1)));
    Instant written = lines.isEmpty() ? null : time(lines.get(0));
    if (written == null || Duration.between(written, now).compareTo(MAX_AGE) > 0) {
      return useless(digest);
    }
    List<String> headers = new ArrayList<>();
    headers.add("timestamp=" + written.getEpochSecond());
    Map<RsaIdentity, Long> measured = new HashMap<>();
    Map<RsaIdentity, Long> remembered = new HashMap<>();
    boolean behindHeaders = false;
    int skipped = 0;
    for (String line : lines.subList(1, lines.size())) {
      MeasuredRelay relay = MeasuredRelay.read(line);
      if (relay != null) {
        behindHeaders = true;
        measured.put(relay.identity(), relay.bandwidth());
        remembered.putIfAbsent(relay.identity(), relay.bandwidth());
      } else if (line.equals(END_OF_HEADERS)) {
        behindHeaders = true;
      } else if (behindHeaders) {
        skipped++;
      } else if (isHeader(line) && headers.size() < MAX_HEADERS) {
        // C tor takes off the last byte, though the file may end in another than a line feed.
        headers.add(line.substring(0, line.length() - 1));
      }
    }
    return new BandwidthFile(
        written, headers, measured, remembered, Bytes.copyFrom(digest.digest()), skipped);
  }

  /** The headers as a vote writes them; empty where they are too long for one. */
  public String headerLine() {
    String line = String.join(" ", headers);
    return line.length() > MAX_HEADER_LINE ? "" : line;
  }

  /** A line each with its line feed, each byte a character; a NUL ends what counts of a line. */
  private static List<String> lines(byte[] file) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < file.length) {
      int end = start;
      while (end < file.length && file[end] != '\n') {
        end++;
      }
      end = Math.min(end + 1, file.length);
      String line = new String(file, start, end - start, StandardCharsets.ISO_8859_1);
      int nul = line.indexOf('\0');
      lines.add(nul < 0 ? line : line.substring(0, nul));
      start = end;
    }
    return lines;
  }

  private static @Nullable Instant time(String line) {
    if (!line.matches("[ \t\r\\x0b\f]*\\+?[0-9]{1,18}\n")) {
      return null;
    }
    return Instant.ofEpochSecond(Long.parseLong(line.strip().replace("+", "")));
  }

  private static boolean isHeader(String line) {
    return line.length() >= 2 && line.indexOf('=') > 0 && line.indexOf(' ') < 0;
  }
}
