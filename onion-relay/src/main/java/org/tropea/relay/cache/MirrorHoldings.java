package org.tropea.relay.cache;

import com.google.crypto.tink.util.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.directory.document.SigningKeyId;
import org.tropea.directory.network.Relay;

/**
 * The documents a cache has, and which it lacks. What consensuses no longer list is kept some days
 * more, for those who have an older one. Confined to the loop of its mirror.
 */
final class MirrorHoldings {
  private static final Duration KEPT_DESCRIPTOR = Duration.ofDays(5);
  private static final Duration KEPT_MICRODESCRIPTOR = Duration.ofDays(7);

  private final Map<SigningKeyId, KeyCertificate> certificates = new HashMap<>();
  private final Map<Flavour, Consensus> consensuses = new EnumMap<>(Flavour.class);
  private final Map<Bytes, Kept<RouterDescriptor>> descriptors = new HashMap<>();
  private final Map<Bytes, Kept<Microdescriptor>> microdescriptors = new HashMap<>();

  /** A document, and when it was last known to be listed. */
  private record Kept<T>(T document, Instant listed) {}

  void addCertificates(Collection<KeyCertificate> more) {
    for (KeyCertificate each : more) {
      certificates.put(new SigningKeyId(each.identity(), each.signingKeyDigest()), each);
    }
  }

  boolean hasCertificates() {
    return !certificates.isEmpty();
  }

  Collection<KeyCertificate> certificates() {
    return List.copyOf(certificates.values());
  }

  @Nullable Consensus consensus(Flavour flavour) {
    return consensuses.get(flavour);
  }

  /** Takes the newest consensus, and forgets what has not been listed for days. */
  void add(Consensus consensus, Instant now) {
    consensuses.put(consensus.flavour(), consensus);
    boolean ns = consensus.flavour() == Flavour.NS;
    if (ns) {
      refresh(descriptors, listed(Flavour.NS), now, KEPT_DESCRIPTOR);
    } else {
      refresh(microdescriptors, listed(Flavour.MICRODESC), now, KEPT_MICRODESCRIPTOR);
    }
  }

  private static <T> void refresh(
      Map<Bytes, Kept<T>> kept, Set<Bytes> listed, Instant now, Duration lifetime) {
    kept.replaceAll(
        (digest, each) -> listed.contains(digest) ? new Kept<>(each.document(), now) : each);
    kept.values().removeIf(each -> each.listed().plus(lifetime).isBefore(now));
  }

  /** Digests that the consensus of this flavour lists and that are not here. */
  Set<Bytes> missing(Flavour flavour) {
    Set<Bytes> missing = listed(flavour);
    missing.removeAll(flavour == Flavour.NS ? descriptors.keySet() : microdescriptors.keySet());
    return missing;
  }

  private Set<Bytes> listed(Flavour flavour) {
    Set<Bytes> listed = new HashSet<>();
    Consensus consensus = consensuses.get(flavour);
    if (consensus != null) {
      for (RelayEntry entry : consensus.relays()) {
        listed.add(entry.microdescriptor());
      }
    }
    return listed;
  }

  /** Takes those of the descriptors that are listed and not here yet; how many. */
  int addDescriptors(Collection<RouterDescriptor> more, Instant now) {
    return addAll(descriptors, more, RouterDescriptor::digest, missing(Flavour.NS), now);
  }

  /** Takes those of the microdescriptors that are listed and not here yet; how many. */
  int addMicrodescriptors(Collection<Microdescriptor> more, Instant now) {
    return addAll(microdescriptors, more, Microdescriptor::digest, missing(Flavour.MICRODESC), now);
  }

  private static <T> int addAll(
      Map<Bytes, Kept<T>> kept,
      Collection<T> more,
      Function<T, Bytes> digest,
      Set<Bytes> wanted,
      Instant now) {
    int added = 0;
    for (T each : more) {
      if (wanted.contains(digest.apply(each))) {
        kept.put(digest.apply(each), new Kept<>(each, now));
        added++;
      }
    }
    return added;
  }

  /** The relays of the consensus whose microdescriptors are here. */
  List<Relay> relays() {
    Consensus consensus = consensuses.get(Flavour.MICRODESC);
    List<Relay> relays = new ArrayList<>();
    if (consensus != null) {
      for (RelayEntry entry : consensus.relays()) {
        Kept<Microdescriptor> kept = microdescriptors.get(entry.microdescriptor());
        if (kept != null) {
          relays.add(new Relay(entry, kept.document()));
        }
      }
    }
    return relays;
  }

  Collection<RouterDescriptor> descriptors() {
    return descriptors.values().stream().map(Kept::document).toList();
  }

  Collection<Microdescriptor> microdescriptors() {
    return microdescriptors.values().stream().map(Kept::document).toList();
  }
}
