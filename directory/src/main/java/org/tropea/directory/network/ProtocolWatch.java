package org.tropea.directory.network;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ProtocolAdvice;
import org.tropea.directory.document.Protocols;
import org.tropea.directory.release.Release;

/**
 * Looks in each consensus for protocol versions that its authorities demand or recommend and this
 * version of Tropea does not speak (tor-spec 9). Confined as its owner.
 *
 * <p>A consensus older than this version says nothing of it, as in C tor. What Tropea is known to
 * lack yet is only noted: C tor's authorities demand it of relays.
 */
public final class ProtocolWatch {
  /** What this code speaks, as its tests show it; nothing else is advertised. */
  public static final String SPOKEN =
      "Cons=1-2 Desc=1-2 DirCache=2 FlowCtrl=1 Link=4-5 LinkAuth=3 Microdesc=1-2 Relay=2-3";

  private static final Logger log = LoggerFactory.getLogger(ProtocolWatch.class);
  private static final Protocols OURS = protocols(SPOKEN);
  private static final Protocols NOT_YET =
      protocols("FlowCtrl=2 HSDir=2 HSIntro=4-5 HSRend=2 Relay=4");

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
    Protocols unspoken = required.without(OURS);
    Protocols lacking = client ? unspoken : unspoken.without(NOT_YET);
    if (!lacking.equals(Protocols.NONE)) {
      return Optional.of(
          "the network demands of "
              + side.word
              + " what this version of Tropea does not speak ("
              + lacking.text()
              + "): get a newer one");
    }
    Protocols recommended = client ? advice.recommendedClient() : advice.recommendedRelay();
    note(unspoken, recommended.without(OURS));
    return Optional.empty();
  }

  /** Says each list once. */
  private void note(Protocols unspoken, Protocols recommended) {
    if (recommended.equals(noted)) {
      return;
    }
    noted = recommended;
    Protocols unknown = recommended.without(NOT_YET);
    if (!unknown.equals(Protocols.NONE)) {
      log.warn(
          "The network recommends to {} what this version of Tropea does not speak ({}): get a"
              + " newer one before it is demanded",
          side.word,
          unknown.text());
    }
    log.info(
        "Not spoken yet of what the network recommends to {}: {}; demands of them: {}",
        side.word,
        recommended.text(),
        unspoken.text());
  }

  private static Protocols protocols(String text) {
    try {
      return Protocols.read(List.of(text.split(" ", -1)));
    } catch (DecodeException e) {
      throw new IllegalArgumentException("malformed protocols in our own code", e);
    }
  }
}
