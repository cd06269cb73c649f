package org.tropea.directory.document;

import org.jspecify.annotations.Nullable;
import org.tropea.directory.text.Item;
import org.tropea.directory.text.Section;

/**
 * What a vote says of the file of measured bandwidths that it was made with (dir-spec 3.4.1).
 *
 * @param headers {@code name=value} of each header, separated by blanks, as they stand; null where
 *     the authority measures nothing
 * @param digest {@code sha256=} and the file's digest in base64, as it stands; null likewise
 */
public record BandwidthFileLines(@Nullable String headers, @Nullable String digest) {
  /** Says nothing. */
  public static final BandwidthFileLines NONE = new BandwidthFileLines(null, null);

  static final String HEADERS = "bandwidth-file-headers";
  static final String DIGEST = "bandwidth-file-digest";

  static BandwidthFileLines read(byte[] document, Section section) {
    Item headers = section.find(HEADERS);
    Item digest = section.find(DIGEST);
    return new BandwidthFileLines(
        headers == null ? null : RawLine.text(document, headers),
        digest == null ? null : RawLine.text(document, digest));
  }

  void write(StringBuilder text) {
    if (headers != null) {
      text.append(HEADERS).append(' ').append(headers).append('\n');
    }
    if (digest != null) {
      text.append(DIGEST).append(' ').append(digest).append('\n');
    }
  }
}
