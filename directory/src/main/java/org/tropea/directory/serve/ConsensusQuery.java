package org.tropea.directory.serve;

import com.google.crypto.tink.util.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Flavour;

/**
 * Which consensus somebody asks a directory for (dir-spec 4.3, row K03).
 *
 * @param bases digests of those from which a diff would do
 * @param diffOnly whether nothing but a diff will do
 * @param signers fingerprints, or how they begin, more than half of whom must have signed; null for
 *     anybody
 */
record ConsensusQuery(
    Flavour flavour, List<Bytes> bases, boolean diffOnly, @Nullable String signers) {
  private static final String DIFF = "diff/";

  ConsensusQuery {
    bases = List.copyOf(bases);
  }

  /**
   * Reads what stands behind {@code consensus}: nothing, {@code -flavour}, then perhaps {@code
   * /diff/digest}, then perhaps {@code /signer+signer}; null where it is none of that.
   *
   * @throws DecodeException where the digest is none
   */
  static @Nullable ConsensusQuery read(String rest, List<Bytes> bases) throws DecodeException {
    if (!rest.isEmpty() && !rest.startsWith("-") && !rest.startsWith("/")) {
      return null;
    }
    int slash = rest.indexOf('/');
    // Any other word means the older flavour, as in C tor.
    boolean microdesc = (slash < 0 ? rest : rest.substring(0, slash)).equals("-microdesc");
    Flavour flavour = microdesc ? Flavour.MICRODESC : Flavour.NS;
    String wanted = slash < 0 ? null : rest.substring(slash + 1);
    if (wanted == null || !wanted.startsWith(DIFF)) {
      return new ConsensusQuery(flavour, bases, false, wanted);
    }
    int end = wanted.indexOf('/', DIFF.length());
    List<Bytes> base =
        PathDigests.sha3(wanted.substring(DIFF.length(), end < 0 ? wanted.length() : end));
    if (base.size() != 1) {
      throw new DecodeException("a request for a consensus diff does not say from what");
    }
    return new ConsensusQuery(flavour, base, true, end < 0 ? null : wanted.substring(end + 1));
  }
}
