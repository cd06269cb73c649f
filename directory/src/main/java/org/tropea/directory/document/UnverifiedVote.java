package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.text.Chunks;

/**
 * A vote as read, its signatures not yet checked (dir-spec 3.4.1). Immutable.
 *
 * @param certificate of the authority's signing key, which stands within the vote
 * @param entries by ascending identity
 * @param digest SHA-1 of the signed part, by which consensuses name the vote
 */
public record UnverifiedVote(
    VoteHeader header,
    VoteSource source,
    UnverifiedKeyCertificate certificate,
    List<VoteEntry> entries,
    DocumentSignature signature,
    Bytes digest,
    Bytes text) {
  static final String FIRST = "network-status-version";

  /** Keeps its own copy. */
  public UnverifiedVote {
    entries = List.copyOf(entries);
  }

  /** Reads one vote, in time linear in its length. */
  public static UnverifiedVote read(byte[] document) throws DecodeException {
    return new VoteReader(document).read();
  }

  /** Reads votes one behind the other; a malformed one is left out and counted. */
  public static Batch<UnverifiedVote> readAll(byte[] documents) {
    List<UnverifiedVote> read = new ArrayList<>();
    int refused = 0;
    for (byte[] document : Chunks.startingWith(documents, FIRST)) {
      try {
        read.add(read(document));
      } catch (DecodeException e) {
        refused++;
      }
    }
    return new Batch<>(read, refused);
  }

  /** Checks the certificate and the signature by its key; expiry is checked where it is used. */
  public Vote verify() throws DecodeException {
    KeyCertificate key = certificate.verify();
    if (!key.signingKey().verify(digest.toByteArray(), signature.signature().toByteArray())) {
      throw new DecodeException("the signature of a vote is wrong");
    }
    return new Vote(this, key);
  }
}
