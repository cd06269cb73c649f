package org.tropea.authority.intake;

import com.google.crypto.tink.util.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.ExtraInfo;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.directory.document.UnverifiedExtraInfo;

/** The descriptors that an authority took, for two days. Confined as its owner. */
public final class KnownRelays {
  private static final Duration KEPT = Duration.ofDays(2);

  private final UploadPolicy policy;
  private final Curve25519 curve;
  private final Map<RsaIdentity, RouterDescriptor> newest = new HashMap<>();
  private final Map<RsaIdentity, Instant> since = new HashMap<>();
  private final Map<Bytes, RouterDescriptor> all = new HashMap<>();
  private final Map<Bytes, ExtraInfo> extraInfos = new HashMap<>();

  /** Nobody yet. */
  public KnownRelays(UploadPolicy policy, Curve25519 curve) {
    this.policy = policy;
    this.curve = curve;
  }

  /** Takes what is fit to take, and says how it went. */
  public UploadVerdict add(Upload upload, Instant now) {
    UploadVerdict verdict = upload.verdict();
    for (RouterDescriptor each : upload.descriptors()) {
      UploadVerdict one = policy.judge(each, newest.get(each.identity()), now);
      if (one.kind() == UploadVerdict.Kind.ACCEPTED) {
        newest.put(each.identity(), each);
        since.putIfAbsent(each.identity(), now);
        all.put(each.digest(), each);
      }
      verdict = verdict.or(one);
    }
    for (UnverifiedExtraInfo each : upload.extraInfos()) {
      verdict = verdict.or(add(each));
    }
    return verdict;
  }

  private UploadVerdict add(UnverifiedExtraInfo extraInfo) {
    RouterDescriptor descriptor = newest.get(extraInfo.identity());
    if (descriptor == null) {
      return UploadVerdict.unfit("No corresponding router descriptor for extra-info descriptor");
    }
    try {
      ExtraInfo verified = extraInfo.verify(curve, descriptor);
      extraInfos.put(verified.digest(), verified);
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
    Instant cutoff = now.minus(KEPT);
    newest.values().removeIf(each -> each.description().published().isBefore(cutoff));
    all.values().removeIf(each -> each.description().published().isBefore(cutoff));
    extraInfos.values().removeIf(each -> each.published().isBefore(cutoff));
    since.keySet().retainAll(newest.keySet());
  }

  /** Each relay's newest descriptor. */
  public List<RouterDescriptor> newest() {
    return List.copyOf(newest.values());
  }

  /** Since when we know a relay; null for one that we do not know. */
  public @Nullable Instant since(RsaIdentity identity) {
    return since.get(identity);
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
