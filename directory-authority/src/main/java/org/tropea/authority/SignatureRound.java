package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.DetachedSignatures;
import org.tropea.directory.document.DocumentSignature;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.FlavourSignatures;
import org.tropea.directory.document.Lifetime;

/**
 * The consensuses of one round as they gather signatures, and good signatures that came before we
 * had made any (dir-spec 3.9). Confined as its owner.
 */
final class SignatureRound {
  private final KnownCertificates certificates;
  private final Map<Flavour, PendingConsensus> pending = new EnumMap<>(Flavour.class);
  private final Map<RsaIdentity, DetachedSignatures> early = new HashMap<>();
  private @Nullable Lifetime lifetime;

  SignatureRound(KnownCertificates certificates) {
    this.certificates = certificates;
  }

  /** Whether no consensus was made yet. */
  boolean isEmpty() {
    return pending.isEmpty();
  }

  Collection<PendingConsensus> all() {
    return pending.values();
  }

  /** These consensuses were made; what waited for them is added. */
  void begin(Lifetime made, Collection<PendingConsensus> consensuses) {
    consensuses.forEach(each -> pending.put(each.flavour(), each));
    lifetime = made;
    early.values().forEach(this::addToPending);
    early.clear();
  }

  /** Takes signatures that were sent to us. */
  Reply add(DetachedSignatures signatures, Instant validAfter) {
    if (pending.isEmpty()) {
      return queue(signatures, validAfter);
    }
    int added = addToPending(signatures);
    if (added < 0) {
      return Reply.refused("Mismatched digest.");
    }
    return Reply.ok(added == 0 ? "Signatures ignored" : "Signatures added");
  }

  /** Before there is a consensus, what each authority signed well can wait for it. */
  private Reply queue(DetachedSignatures signatures, Instant validAfter) {
    if (!signatures.lifetime().validAfter().equals(validAfter)) {
      return Reply.refused("Valid-After times do not match");
    }
    Map<RsaIdentity, List<FlavourSignatures>> bySigner = new HashMap<>();
    for (FlavourSignatures flavour : signatures.flavours()) {
      for (DocumentSignature each : flavour.signatures()) {
        if (PendingConsensus.isGood(each, flavour.digest(), certificates)) {
          bySigner
              .computeIfAbsent(each.identity(), signer -> new ArrayList<>())
              .add(new FlavourSignatures(flavour.flavour(), flavour.digest(), List.of(each)));
        }
      }
    }
    if (bySigner.isEmpty()) {
      return Reply.refused("No good signature of a recognized v3 authority");
    }
    bySigner.forEach(
        (signer, own) -> early.put(signer, new DetachedSignatures(signatures.lifetime(), own)));
    return Reply.ok("Signature queued");
  }

  /** How many were added; -1 where they are on another consensus than ours. */
  private int addToPending(DetachedSignatures signatures) {
    if (!signatures.lifetime().equals(lifetime)) {
      return -1;
    }
    int added = -1;
    for (FlavourSignatures each : signatures.flavours()) {
      PendingConsensus consensus = pending.get(each.flavour());
      int count = consensus == null ? -1 : consensus.add(each, certificates);
      added = count < 0 ? added : Math.max(added, 0) + count;
    }
    return added;
  }

  /** The authorities that signed all of them. */
  Set<RsaIdentity> signers() {
    Set<RsaIdentity> all = new HashSet<>();
    boolean first = true;
    for (PendingConsensus each : pending.values()) {
      if (first) {
        all.addAll(each.signers());
        first = false;
      } else {
        all.retainAll(each.signers());
      }
    }
    return all;
  }

  /** The consensuses, unsigned, that at least so many authorities signed. */
  Map<Flavour, String> signedBy(int atLeast) {
    Map<Flavour, String> signed = new EnumMap<>(Flavour.class);
    for (PendingConsensus each : pending.values()) {
      if (each.signatureCount() >= atLeast) {
        signed.put(each.flavour(), each.unsigned());
      }
    }
    return signed;
  }

  /** The consensuses with the signatures that they have. */
  Map<Flavour, Bytes> texts() {
    Map<Flavour, Bytes> texts = new EnumMap<>(Flavour.class);
    pending.forEach((flavour, consensus) -> texts.put(flavour, consensus.text()));
    return texts;
  }

  /** The signatures alone; null where there is no consensus yet. */
  @Nullable Bytes detached() {
    if (pending.isEmpty()) {
      return null;
    }
    List<FlavourSignatures> flavours =
        pending.values().stream().map(PendingConsensus::signatures).toList();
    String text = new DetachedSignatures(Objects.requireNonNull(lifetime), flavours).write();
    return Bytes.copyFrom(text.getBytes(StandardCharsets.US_ASCII));
  }
}
