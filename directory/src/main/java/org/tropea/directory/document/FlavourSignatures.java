package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.util.List;

/**
 * The signatures on the consensus of one flavour, not yet checked.
 *
 * @param digest of its signed part, by the flavour's algorithm
 */
public record FlavourSignatures(Flavour flavour, Bytes digest, List<DocumentSignature> signatures) {
  /** Keeps its own copy. */
  public FlavourSignatures {
    signatures = List.copyOf(signatures);
  }
}
