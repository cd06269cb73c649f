package org.tropea.authority.intake;

import com.google.crypto.tink.util.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.pins.KeyPins;
import org.tropea.authority.rules.RelayRules;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.ExtraInfo;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.directory.document.UnverifiedExtraInfo;

/**
 * The descriptors that an authority took, for two days: five at most of each relay, and 20,000
 * relays. Changed by its owner's task for uploads alone; any thread may read.
 */
public final class KnownRelays {
  private static final Duration KEPT = Duration.ofDays(2);
  private static final int MAX_OF_A_RELAY = 5;
  private static final int MAX_RELAYS = 20_000;

  private final UploadPolicy policy;
  private final KeyPins pins;
  private final Curve25519 curve;
  private final int room;
  private final Map<RsaIdentity, Relay> relays = new ConcurrentHashMap<>();
  private final Map<Bytes, RouterDescriptor> all = new ConcurrentHashMap<>();
  private final Map<Bytes, ExtraInfo> extraInfos = new ConcurrentHashMap<>();
  private long changes;
  private volatile RelayRules rules = RelayRules.NONE;

  /**
   * What is known of one relay. Immutable.
   *
   * @param descriptors the newest last
   */
  private record Relay(
      Instant since, List<RouterDescriptor> descriptors, List<ExtraInfo> extraInfos) {
    RouterDescriptor newest() {
      return descriptors.get(descriptors.size() - 1);
    }

    Relay with(RouterDescriptor next) {
      return new Relay(since, withLast(descriptors, next), extraInfos);
    }

    Relay with(ExtraInfo next) {
      return new Relay(since, descriptors, withLast(extraInfos, next));
    }

    private static <T> List<T> withLast(List<T> documents, T next) {
      List<T> more = new ArrayList<>(documents);
      more.add(next);
      return List.copyOf(more.size() > MAX_OF_A_RELAY ? more.subList(1, more.size()) : more);
    }
  }

  /** Nobody yet. */
  public KnownRelays(UploadPolicy policy, KeyPins pins, Curve25519 curve) {
    this(policy, pins, curve, MAX_RELAYS);
  }

  KnownRelays(UploadPolicy policy, KeyPins pins, Curve25519 curve, int room) {
    this.policy = policy;
    this.pins = pins;
    this.curve = curve;
    this.room = room;
  }

  /** Takes what is fit to take, and says how it went. */
  public UploadVerdict add(Upload upload, Instant now) {
    UploadVerdict verdict = upload.verdict();
    for (RouterDescriptor each : upload.descriptors()) {
      verdict = verdict.or(add(each, now));
    }
    for (UnverifiedExtraInfo each : upload.extraInfos()) {
      verdict = verdict.or(add(each));
    }
    return verdict;
  }

  private UploadVerdict add(RouterDescriptor fresh, Instant now) {
    Relay known = relays.get(fresh.identity());
    UploadVerdict verdict =
        policy.judge(
            fresh,
            known == null ? null : known.newest(),
            now,
            rules,
            () -> pins.pin(fresh.identity(), fresh.ed25519Identity()));
    if (verdict.kind() != UploadVerdict.Kind.ACCEPTED) {
      return verdict;
    }
    if (known == null && relays.size() >= room) {
      // Those who are known keep their places: what fills them up is no network.
      return UploadVerdict.refused("This authority knows too many relays.");
    }
    Relay next = known == null ? new Relay(now, List.of(fresh), List.of()) : known.with(fresh);
    changes++;
    relays.put(fresh.identity(), next);
    all.put(fresh.digest(), fresh);
    if (known != null && !next.descriptors().contains(known.descriptors().get(0))) {
      all.remove(known.descriptors().get(0).digest());
    }
    return verdict;
  }

  private UploadVerdict add(UnverifiedExtraInfo extraInfo) {
    Relay known = relays.get(extraInfo.identity());
    if (known == null) {
      return UploadVerdict.unfit("No corresponding router descriptor for extra-info descriptor");
    }
    RouterDescriptor descriptor = known.newest();
    try {
      ExtraInfo verified = extraInfo.verify(curve, descriptor);
      if (extraInfos.putIfAbsent(verified.digest(), verified) == null) {
        changes++;
        Relay next = known.with(verified);
        relays.put(extraInfo.identity(), next);
        if (!known.extraInfos().isEmpty()
            && !next.extraInfos().contains(known.extraInfos().get(0))) {
          extraInfos.remove(known.extraInfos().get(0).digest());
        }
      }
      return UploadVerdict.ACCEPTED;
    } catch (DecodeException e) {
      boolean younger = extraInfo.published().isAfter(descriptor.description().published());
      return younger
          ? UploadVerdict.notNew("Extrainfo published time did not match routerdesc")
          : UploadVerdict.unfit("Extrainfo refused: " + e.getMessage());
    }
  }

  /** Forgets what is too old to be asked for. */
  public void forgetBefore(Instant now) {
    changes++;
    Instant cutoff = now.minus(KEPT);
    relays.values().removeIf(each -> each.newest().description().published().isBefore(cutoff));
    all.values().removeIf(each -> each.description().published().isBefore(cutoff));
    extraInfos.values().removeIf(each -> each.published().isBefore(cutoff));
  }

  /** Applies other rules, also to those that we know. */
  public void apply(RelayRules next) {
    changes++;
    rules = next;
    relays.values().removeIf(each -> next.refusal(each.newest()).isPresent());
    all.values().removeIf(each -> next.refusal(each).isPresent());
  }

  /** What the operator decided about relays. */
  public RelayRules rules() {
    return rules;
  }

  /** How often something was changed; for its owner's task. */
  public long changes() {
    return changes;
  }

  /** Each relay's newest descriptor. */
  public List<RouterDescriptor> newest() {
    return relays.values().stream().map(Relay::newest).toList();
  }

  /** Since when we know a relay; null for one that we do not know. */
  public @Nullable Instant since(RsaIdentity identity) {
    Relay known = relays.get(identity);
    return known == null ? null : known.since();
  }

  /** Whether we have this very descriptor. */
  public boolean has(Bytes digest) {
    return all.containsKey(digest);
  }

  /** All descriptors, older ones of a relay among them. */
  public Collection<RouterDescriptor> descriptors() {
    return List.copyOf(all.values());
  }

  /** All extra-info documents. */
  public Collection<ExtraInfo> extraInfos() {
    return List.copyOf(extraInfos.values());
  }
}
