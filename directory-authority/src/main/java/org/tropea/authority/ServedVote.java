package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedSet;
import org.tropea.authority.consensus.ConsensusBuilder;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.DocumentSignature;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.document.Vote;
import org.tropea.directory.serve.ServedDocument;

/**
 * A vote that can be counted, ready to be sent to the other authorities. Immutable.
 *
 * <p>Made by {@link #of} only: a consensus of this vote alone was made and read back. What nobody
 * could read would otherwise end the round, whatever the others say.
 */
final class ServedVote {
  private static final int SIGNATURE_LENGTH = 256;

  private final Vote vote;
  private final ServedDocument document;

  private ServedVote(Vote vote) {
    this.vote = vote;
    this.document = ServedDocument.deflated(vote.text());
  }

  /**
   * Tries and packs it, at the cost of a consensus: not on an event loop.
   *
   * @param methods those by which we would count
   * @throws DecodeException for a vote of which no readable consensus can be made
   */
  static ServedVote of(Vote vote, SortedSet<Integer> methods) throws DecodeException {
    try {
      ConsensusBuilder alone = new ConsensusBuilder(List.of(vote), 1, methods);
      for (Flavour flavour : Flavour.values()) {
        readBack(alone.write(flavour), flavour, vote);
      }
    } catch (RuntimeException e) {
      throw new DecodeException("a vote cannot be counted: " + e.getClass().getSimpleName());
    }
    return new ServedVote(vote);
  }

  /** A consensus needs a signature to be read; whose it is is not asked here. */
  private static void readBack(String unsigned, Flavour flavour, Vote vote) throws DecodeException {
    StringBuilder text = new StringBuilder(unsigned);
    new DocumentSignature(
            vote.source().identity(),
            vote.certificate().signingKeyDigest(),
            Bytes.copyFrom(new byte[SIGNATURE_LENGTH]))
        .write(text, flavour);
    UnverifiedConsensus.read(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  Vote vote() {
    return vote;
  }

  ServedDocument document() {
    return document;
  }
}
