package org.tropea.directory.fetch;

import com.google.crypto.tink.util.Bytes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Batch;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.SigningKeyId;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.store.DocumentStore;
import org.tropea.directory.store.ListedMicrodescriptor;
import org.tropea.directory.store.Stored;

/**
 * The documents a client has, in memory and on disk. Reads, verifies and writes them, all of which
 * blocks: confined to the {@code documents} executor.
 */
final class Holdings {
  private static final Logger log = LoggerFactory.getLogger(Holdings.class);

  /** How long a microdescriptor stays that no consensus lists any more. */
  private static final Duration KEPT = Duration.ofDays(7);

  private final Collection<RsaIdentity> authorities;
  private final ConsensusIntake intake;
  private final DocumentStore store;
  private final Map<SigningKeyId, KeyCertificate> certificates = new HashMap<>();

  Holdings(Collection<RsaIdentity> authorities, DocumentStore store) {
    this.authorities = List.copyOf(authorities);
    this.intake = new ConsensusIntake(authorities);
    this.store = store;
  }

  /** What the disk holds: a network as far as it is known, or null where that is nothing. */
  @Nullable NetworkView load(Instant now) {
    if (store.certificates() instanceof Stored.Found<List<KeyCertificate>> found) {
      found.document().forEach(this::keep);
    } else if (isDamaged(store.certificates())) {
      log.warn("The cached certificates cannot be read; they will be fetched again");
    }
    Stored<UnverifiedConsensus> consensus = store.consensus();
    if (!(consensus instanceof Stored.Found<UnverifiedConsensus> found)) {
      if (isDamaged(consensus)) {
        log.warn("The cached consensus cannot be read; a new one will be fetched");
      }
      return null;
    }
    ConsensusIntake.Verdict verdict = judge(found.document(), null, now);
    if (verdict instanceof ConsensusIntake.Verdict.Taken taken) {
      return NetworkView.of(taken.consensus(), loadMicrodescriptors());
    }
    log.warn("The cached consensus is of no use, a new one will be fetched: {}", why(verdict));
    return null;
  }

  private static String why(ConsensusIntake.Verdict verdict) {
    if (verdict instanceof ConsensusIntake.Verdict.KeysMissing missing) {
      return missing.why();
    }
    return verdict instanceof ConsensusIntake.Verdict.Refused refused ? refused.why() : "";
  }

  /** This view with those of its microdescriptors that an earlier consensus listed, from disk. */
  NetworkView recall(NetworkView view) {
    if (view.missingMicrodescriptors().isEmpty()) {
      return view;
    }
    Set<Bytes> missing = Set.copyOf(view.missingMicrodescriptors());
    List<Microdescriptor> found =
        loadMicrodescriptors().stream().filter(each -> missing.contains(each.digest())).toList();
    return found.isEmpty() ? view : view.with(found);
  }

  private List<Microdescriptor> loadMicrodescriptors() {
    var stored = store.microdescriptors();
    if (stored instanceof Stored.Found<Batch<ListedMicrodescriptor>> found) {
      return found.document().documents().stream()
          .map(ListedMicrodescriptor::microdescriptor)
          .toList();
    }
    if (isDamaged(stored)) {
      log.warn("The cached microdescriptors cannot be read; they will be fetched again");
    }
    return List.of();
  }

  /** What becomes of a consensus, by the certificates we have. */
  ConsensusIntake.Verdict judge(
      UnverifiedConsensus consensus, @Nullable Consensus current, Instant now) {
    return intake.judge(consensus, certificates.values(), current, now);
  }

  /** Takes those of the certificates that are good and of our authorities; how many were new. */
  int addCertificates(byte[] documents) {
    int added = 0;
    Batch<KeyCertificate> good = KeyCertificate.readAll(documents);
    for (KeyCertificate certificate : good.documents()) {
      if (authorities.contains(certificate.identity())) {
        added += keep(certificate) ? 1 : 0;
      }
    }
    if (good.refused() > 0) {
      log.warn("A directory sent {} bad key certificates", good.refused());
    }
    if (added > 0) {
      write(() -> store.writeCertificates(certificates.values()));
    }
    return added;
  }

  /** Writes a new consensus to disk. */
  void keep(NetworkView view) {
    write(() -> store.writeConsensus(view.consensus()));
  }

  /** Reads the microdescriptors that {@code view} misses out of a reply, and writes them. */
  List<Microdescriptor> addMicrodescriptors(byte[] documents, NetworkView view) {
    var wanted = new HashSet<>(view.missingMicrodescriptors());
    List<Microdescriptor> found = new ArrayList<>();
    for (Microdescriptor each : Microdescriptor.readAll(documents).documents()) {
      if (wanted.contains(each.digest())) {
        found.add(each);
      }
    }
    write(() -> store.appendMicrodescriptors(listed(found, view)));
    return found;
  }

  /**
   * Writes all microdescriptors that {@code view} uses, and of the others those that a consensus of
   * the last week listed, as C tor keeps them: a relay that comes back need not be asked for.
   */
  void rewriteMicrodescriptors(NetworkView view, Instant now) {
    List<ListedMicrodescriptor> kept = new ArrayList<>(listed(view.microdescriptors(), view));
    Set<Bytes> used = new HashSet<>();
    kept.forEach(each -> used.add(each.microdescriptor().digest()));
    Instant oldest = now.minus(KEPT);
    if (store.microdescriptors() instanceof Stored.Found<Batch<ListedMicrodescriptor>> found) {
      for (ListedMicrodescriptor each : found.document().documents()) {
        Instant last = each.lastListed();
        if (last != null
            && !last.isBefore(oldest)
            && !used.contains(each.microdescriptor().digest())) {
          kept.add(each);
        }
      }
    }
    write(() -> store.writeMicrodescriptors(kept));
  }

  private static List<ListedMicrodescriptor> listed(
      Collection<Microdescriptor> all, NetworkView view) {
    Instant when = view.consensus().lifetime().validAfter();
    return all.stream().map(each -> new ListedMicrodescriptor(each, when)).toList();
  }

  private boolean keep(KeyCertificate certificate) {
    SigningKeyId id = new SigningKeyId(certificate.identity(), certificate.signingKeyDigest());
    return certificates.put(id, certificate) == null;
  }

  private static boolean isDamaged(Stored<?> stored) {
    return stored instanceof Stored.Absent<?> absent && absent.reason() != Stored.Reason.MISSING;
  }

  /** A file to be written. */
  private interface Writing {
    void write() throws IOException;
  }

  private static void write(Writing writing) {
    try {
      writing.write();
    } catch (IOException e) {
      log.warn("A directory document could not be kept on disk; is it full or read-only?");
    }
  }
}
