package org.tropea.directory.document;

import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.text.Item;

/** How far a signature on a vote or consensus covers its document (dir-spec 3.4.1). */
final class SignedPart {
  private static final String SIGNATURE = "directory-signature";

  private SignedPart() {}

  /** Offset behind the space that follows the keyword of {@code first}, the first signature. */
  static int end(byte[] document, Item first) throws DecodeException {
    int start = first.place().start();
    int end = start + SIGNATURE.length();
    if (!first.keyword().equals(SIGNATURE) || document[start] != 'd' || document[end] != ' ') {
      throw first.bad("does not stand plainly at the start of its line");
    }
    return end + 1;
  }
}
