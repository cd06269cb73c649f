package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The authorities' common view of the network, in either flavour (dir-spec 3.4.1).
 *
 * <p>Made by {@link UnverifiedConsensus#verify} only, so more than half of the authorities have
 * signed it; whether it is live is asked where it is used. Immutable.
 */
public final class Consensus {
  private final UnverifiedConsensus checked;

  Consensus(UnverifiedConsensus checked) {
    this.checked = checked;
  }

  /** Which of the two forms it has. */
  public Flavour flavour() {
    return checked.flavour();
  }

  /** The consensus method, by which the authorities made it. */
  public int method() {
    return checked.method();
  }

  /** When it is fresh and valid. */
  public Lifetime lifetime() {
    return checked.lifetime();
  }

  /** How long authorities collect votes and signatures for the next one. */
  public VotingDelay delay() {
    return checked.delay();
  }

  /** Recommended and required protocols. */
  public ProtocolAdvice protocols() {
    return checked.protocols();
  }

  /** All flags that its relays may have, by name, known to us or not. */
  public Set<String> knownFlags() {
    return checked.knownFlags();
  }

  /** The network's parameters, by name, as they stand: not clamped. */
  public Map<String, Integer> parameters() {
    return checked.parameters();
  }

  /** The random values that the authorities agreed on; it has no commitments. */
  public SharedRandomness randomness() {
    return checked.randomness();
  }

  /** The bandwidth weights, by name; empty where the authorities gave none. */
  public Map<String, Integer> bandwidthWeights() {
    return checked.bandwidthWeights();
  }

  /** Its relays, by ascending identity. */
  public List<RelayEntry> relays() {
    return checked.relays();
  }

  /** How many of its relays could not be read and are left out. */
  public int malformedRelays() {
    return checked.malformedRelays();
  }

  /** Digest of the signed part, by its flavour: tells two consensuses of one hour apart. */
  public Bytes digest() {
    return checked.digest();
  }

  /** Whose signatures are on it, recognised by us or not. */
  public List<SigningKeyId> signers() {
    return checked.signers();
  }

  /** The document itself. */
  public Bytes text() {
    return checked.text();
  }
}
