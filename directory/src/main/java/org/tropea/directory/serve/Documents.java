package org.tropea.directory.serve;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ConsensusDiff;
import org.tropea.directory.document.ExtraInfo;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.RouterDescriptor;

/**
 * What a directory serves at one moment. An immutable snapshot; the next one is made from it.
 *
 * @param consensuses by flavour
 * @param descriptors by SHA-1, all that may still be asked for
 * @param newest the digest of each relay's newest descriptor
 * @param own what the serving relay says of itself; null for nothing
 */
public record Documents(
    Map<Flavour, ServedConsensus> consensuses,
    List<KeyCertificate> certificates,
    Map<Bytes, ServedDocument> descriptors,
    Map<RsaIdentity, Bytes> newest,
    Map<Bytes, ServedDocument> extraInfos,
    Map<RsaIdentity, Bytes> newestExtraInfos,
    Map<Bytes, ServedDocument> microdescriptors,
    @Nullable Own own) {
  /** Nothing at all. */
  public static final Documents NONE =
      new Documents(Map.of(), List.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), null);

  /** Keeps its own copies. */
  public Documents {
    consensuses = Map.copyOf(consensuses);
    certificates = List.copyOf(certificates);
    descriptors = Map.copyOf(descriptors);
    newest = Map.copyOf(newest);
    extraInfos = Map.copyOf(extraInfos);
    newestExtraInfos = Map.copyOf(newestExtraInfos);
    microdescriptors = Map.copyOf(microdescriptors);
  }

  /** What the serving relay says of itself: served whether or not a consensus lists it. */
  public record Own(RouterDescriptor descriptor, ExtraInfo extraInfo) {}

  /**
   * A consensus, ready to be sent.
   *
   * @param digest by what those who have it ask for diffs
   * @param diffs that lead to it, by the digests of those that they start from
   */
  public record ServedConsensus(
      Consensus consensus,
      ServedDocument document,
      Bytes digest,
      Map<Bytes, ServedDocument> diffs) {
    /** Keeps its own copy. */
    public ServedConsensus {
      diffs = Map.copyOf(diffs);
    }

    /** Packs it: up to seconds of work, so never on an event loop. */
    public static ServedConsensus of(Consensus consensus) {
      return new ServedConsensus(
          consensus,
          ServedDocument.packed(consensus.text()),
          ConsensusDiff.digestOfBase(consensus),
          Map.of());
    }

    private ServedConsensus with(Bytes base, ServedDocument diff) {
      Map<Bytes, ServedDocument> more = new HashMap<>(diffs);
      more.put(base, diff);
      return new ServedConsensus(consensus, document, digest, more);
    }
  }

  /** With this diff between two consensuses, unless another is the newest meanwhile. */
  Documents with(Bytes base, ServedConsensus target, ServedDocument diff) {
    ServedConsensus now = consensuses.get(target.consensus().flavour());
    return now != null && now.digest().equals(target.digest()) ? with(now.with(base, diff)) : this;
  }

  /** With this consensus instead of the last of its flavour. */
  public Documents with(ServedConsensus consensus) {
    Map<Flavour, ServedConsensus> next = new HashMap<>(consensuses);
    next.put(consensus.consensus().flavour(), consensus);
    return new Documents(
        next,
        certificates,
        descriptors,
        newest,
        extraInfos,
        newestExtraInfos,
        microdescriptors,
        own);
  }

  /** With exactly these certificates. */
  public Documents withCertificates(Collection<KeyCertificate> all) {
    return new Documents(
        consensuses,
        List.copyOf(all),
        descriptors,
        newest,
        extraInfos,
        newestExtraInfos,
        microdescriptors,
        own);
  }

  /**
   * With exactly these descriptors and our own; of several of one relay, the last published is its
   * newest.
   */
  public Documents withDescriptors(Collection<RouterDescriptor> all) {
    List<RouterDescriptor> together = new ArrayList<>(all);
    if (own != null) {
      together.add(own.descriptor());
    }
    Map<Bytes, ServedDocument> served = new HashMap<>();
    Map<RsaIdentity, RouterDescriptor> latest = new HashMap<>();
    for (RouterDescriptor each : together) {
      served.put(each.digest(), served(descriptors, each.digest(), each.text()));
      latest.merge(each.identity(), each, Documents::later);
    }
    Map<RsaIdentity, Bytes> digests = new HashMap<>();
    latest.forEach((identity, descriptor) -> digests.put(identity, descriptor.digest()));
    return new Documents(
        consensuses,
        certificates,
        served,
        digests,
        extraInfos,
        newestExtraInfos,
        microdescriptors,
        own);
  }

  /** With exactly these extra-info documents and our own. */
  public Documents withExtraInfos(Collection<ExtraInfo> all) {
    List<ExtraInfo> together = new ArrayList<>(all);
    if (own != null) {
      together.add(own.extraInfo());
    }
    Map<Bytes, ServedDocument> served = new HashMap<>();
    Map<RsaIdentity, ExtraInfo> latest = new HashMap<>();
    for (ExtraInfo each : together) {
      served.put(each.digest(), served(extraInfos, each.digest(), each.text()));
      latest.merge(each.identity(), each, Documents::later);
    }
    Map<RsaIdentity, Bytes> digests = new HashMap<>();
    latest.forEach((identity, extraInfo) -> digests.put(identity, extraInfo.digest()));
    return new Documents(
        consensuses, certificates, descriptors, newest, served, digests, microdescriptors, own);
  }

  /** With exactly these microdescriptors. */
  public Documents withMicrodescriptors(Collection<Microdescriptor> all) {
    Map<Bytes, ServedDocument> served = new HashMap<>();
    for (Microdescriptor each : all) {
      served.put(each.digest(), served(microdescriptors, each.digest(), each.text()));
    }
    return new Documents(
        consensuses, certificates, descriptors, newest, extraInfos, newestExtraInfos, served, own);
  }

  /** With these as the documents of the relay that serves. */
  public Documents withOwn(RouterDescriptor descriptor, ExtraInfo extraInfo) {
    Map<Bytes, ServedDocument> served = new HashMap<>(descriptors);
    served.put(descriptor.digest(), ServedDocument.of(descriptor.text()));
    Map<RsaIdentity, Bytes> digests = new HashMap<>(newest);
    digests.put(descriptor.identity(), descriptor.digest());
    Map<Bytes, ServedDocument> servedInfos = new HashMap<>(extraInfos);
    servedInfos.put(extraInfo.digest(), ServedDocument.of(extraInfo.text()));
    Map<RsaIdentity, Bytes> infoDigests = new HashMap<>(newestExtraInfos);
    infoDigests.put(extraInfo.identity(), extraInfo.digest());
    return new Documents(
        consensuses,
        certificates,
        served,
        digests,
        servedInfos,
        infoDigests,
        microdescriptors,
        new Own(descriptor, extraInfo));
  }

  /** The relay that serves; null where it has not said who it is. */
  @Nullable RsaIdentity ownIdentity() {
    return own == null ? null : own.descriptor().identity();
  }

  private static ServedDocument served(Map<Bytes, ServedDocument> known, Bytes digest, Bytes text) {
    ServedDocument served = known.get(digest);
    return served == null ? ServedDocument.of(text) : served;
  }

  private static ExtraInfo later(ExtraInfo first, ExtraInfo second) {
    return first.published().isAfter(second.published()) ? first : second;
  }

  private static RouterDescriptor later(RouterDescriptor first, RouterDescriptor second) {
    return first.description().published().isAfter(second.description().published())
        ? first
        : second;
  }
}
