package org.tropea.directory.network;

import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ProtocolAdvice;
import org.tropea.directory.document.Protocols;
import org.tropea.directory.release.Release;
import org.tropea.protocol.notice.OnceAProcess;

/**
 * Looks in each consensus for protocol versions that its authorities demand or recommend and this
 * version of Tropea does not speak (tor-spec 9). Confined as its owner.
 *
 * <p>A consensus older than this version says nothing of it, as in C tor. What Tropea is known to
 * lack yet is only noted: C tor's authorities demand it of relays.
 */
public final class ProtocolWatch {
  private static final Logger log = LoggerFactory.getLogger(ProtocolWatch.class);

  private final Instant released = Release.current().made();
  private final Side side;
  private Protocols noted = Protocols.NONE;

  /** Of whom something is demanded. */
  public enum Side {
    CLIENT("clients"),
    RELAY("relays");

    private final String word;

    Side(String word) {
      this.word = word;
    }
  }

  /** One that has seen no consensus. */
  public ProtocolWatch(Side side) {
    this.side = side;
  }

  /** Why we cannot take part in this network any more, and what to do; empty where we can. */
  public Optional<String> obstacle(Consensus consensus) {
    if (consensus.lifetime().validAfter().isBefore(released)) {
      return Optional.empty();
    }
    ProtocolAdvice advice = consensus.protocols();
    boolean client = side == Side.CLIENT;
    Protocols required = client ? advice.requiredClient() : advice.requiredRelay();
    Protocols unspoken = required.without(Subprotocol.SPOKEN);
    if (!unspoken.equals(Protocols.NONE)) {
      return Optional.of(
          "the network demands of "
              + side.word
              + " what this version of Tropea does not speak ("
              + unspoken.text()
              + "): get a newer one");
    }
    Protocols recommended = client ? advice.recommendedClient() : advice.recommendedRelay();
    note(recommended.without(Subprotocol.SPOKEN));
    return Optional.empty();
  }

  /** Says each list once. */
  private void note(Protocols recommended) {
    if (recommended.equals(noted)) {
      return;
    }
    noted = recommended;
    if (!recommended.equals(Protocols.NONE)) {
      log.warn(
          OnceAProcess.MARKER,
          "The network recommends to {} what this version of Tropea does not speak ({}): get a"
              + " newer one before it is demanded",
          side.word,
          recommended.text());
    }
  }
}
