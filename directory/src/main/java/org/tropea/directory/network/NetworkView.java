package org.tropea.directory.network;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.RelayEntry;

/**
 * What we believe the network is: a consensus and the microdescriptors of its relays that we have.
 *
 * <p>An immutable snapshot, for any thread; replaced whole when something new arrives.
 */
public final class NetworkView {
  private final Consensus consensus;
  private final Map<Bytes, Microdescriptor> microdescriptors;
  private final List<RelayEntry> wanted;
  private final List<Relay> relays;
  private final Map<RsaIdentity, Relay> byIdentity;
  private final List<Bytes> missing;
  private final Parameters parameters;
  private final Weights weights;

  private NetworkView(Consensus consensus, Map<Bytes, Microdescriptor> known) {
    this.consensus = consensus;
    Map<Bytes, Microdescriptor> listed = new HashMap<>();
    List<Relay> usable = new ArrayList<>();
    Map<RsaIdentity, Relay> identities = new HashMap<>();
    List<Bytes> absent = new ArrayList<>();
    this.wanted = consensus.relays().stream().filter(NetworkView::canBeUsed).toList();
    for (RelayEntry entry : wanted) {
      Microdescriptor microdescriptor = known.get(entry.microdescriptor());
      if (microdescriptor == null) {
        absent.add(entry.microdescriptor());
      } else {
        Relay relay = new Relay(entry, microdescriptor);
        listed.put(entry.microdescriptor(), microdescriptor);
        usable.add(relay);
        identities.put(entry.identity(), relay);
      }
    }
    this.microdescriptors = Map.copyOf(listed);
    this.relays = List.copyOf(usable);
    this.byIdentity = Map.copyOf(identities);
    this.missing = absent.stream().distinct().toList();
    this.parameters = new Parameters(consensus.parameters());
    this.weights = new Weights(consensus.bandwidthWeights(), parameters);
  }

  /** The view of this consensus; microdescriptors that it does not list are left out. */
  public static NetworkView of(Consensus consensus, Collection<Microdescriptor> known) {
    Map<Bytes, Microdescriptor> byDigest = new HashMap<>();
    known.forEach(each -> byDigest.put(each.digest(), each));
    return new NetworkView(consensus, byDigest);
  }

  /** This view with more microdescriptors. */
  public NetworkView with(Collection<Microdescriptor> more) {
    Map<Bytes, Microdescriptor> byDigest = new HashMap<>(microdescriptors);
    more.forEach(each -> byDigest.put(each.digest(), each));
    return new NetworkView(consensus, byDigest);
  }

  /** The next consensus with what this view has of its microdescriptors. */
  public NetworkView with(Consensus next) {
    return new NetworkView(next, microdescriptors);
  }

  /** The consensus. */
  public Consensus consensus() {
    return consensus;
  }

  /** The relays that a path can use, by ascending identity. */
  public List<Relay> relays() {
    return relays;
  }

  /** The usable relay of this identity. */
  public Optional<Relay> relay(RsaIdentity identity) {
    return Optional.ofNullable(byIdentity.get(identity));
  }

  /** The microdescriptors that the consensus lists and we have. */
  public Collection<Microdescriptor> microdescriptors() {
    return microdescriptors.values();
  }

  /** Digests of the microdescriptors that the consensus lists and we have not. */
  public List<Bytes> missingMicrodescriptors() {
    return missing;
  }

  /** The network's parameters. */
  public Parameters parameters() {
    return parameters;
  }

  /** How the relays' bandwidths count. */
  public Weights weights() {
    return weights;
  }

  /** The relays that a path could use if we had their microdescriptors, by ascending identity. */
  public List<RelayEntry> wanted() {
    return wanted;
  }

  /** Reachable, and with EXTEND2 (Relay=2); C tor does without the others, too. */
  private static boolean canBeUsed(RelayEntry entry) {
    return entry.address().getPort() != 0 && entry.protocols().supports("Relay", 2);
  }

  /** How much of all paths, by weight, our microdescriptors let us build. */
  public UsablePaths usablePaths() {
    return UsablePaths.of(this);
  }
}
