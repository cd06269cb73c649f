package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.UnverifiedVote;
import org.tropea.directory.document.Vote;

/** What we voted last, such that it outlives us. Confined as its election; blocks on the disk. */
final class OwnVote {
  private static final Logger log = LoggerFactory.getLogger(OwnVote.class);

  private final VoteStorage storage;

  OwnVote(VoteStorage storage) {
    this.storage = storage;
  }

  /** Our vote of this round from before we were started; null where there is none. */
  @Nullable Vote of(Instant round, KeyCertificate certificate) {
    try {
      Bytes text = storage.read();
      if (text == null) {
        return null;
      }
      Vote vote = UnverifiedVote.read(text.toByteArray()).verify();
      boolean ofUse =
          vote.header().lifetime().validAfter().equals(round)
              && vote.certificate().text().equals(certificate.text());
      return ofUse ? vote : null;
    } catch (IOException | DecodeException e) {
      log.warn("Cannot read what we voted last ({}): voting anew", e.getMessage());
      return null;
    }
  }

  /** Before anybody can be told of it. */
  void keep(Vote vote) {
    try {
      storage.write(vote.text());
    } catch (IOException e) {
      log.warn(
          "Cannot keep our vote: started again within this round, we would vote twice; check the"
              + " disk",
          e);
    }
  }
}
