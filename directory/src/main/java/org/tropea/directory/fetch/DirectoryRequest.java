package org.tropea.directory.fetch;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Base64Digest;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ConsensusDiff;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.SigningKeyId;

/**
 * What to ask a directory for, as a client of C tor asks (dir-spec 6.2).
 *
 * @param path the URL without the host, ASCII
 * @param modifiedSince answer only with something newer; null for anything
 * @param diffFrom what a diff may start from in the place of the whole consensus, as {@link
 *     ConsensusDiff#digestOfBase} says, 32 bytes; null for no diff
 * @param maxSize bytes that the answer may have, unpacked
 */
public record DirectoryRequest(
    String path, @Nullable Instant modifiedSince, @Nullable Bytes diffFrom, int maxSize) {
  /** The largest body that C tor's clients take; ours is as large at most when unpacked, too. */
  public static final int MAX_BODY = (16 << 20) - 1;

  private static final String SERVICES = "/tor/hs/";
  private static final int PREFIX_DIGITS = 6;
  private static final int MAX_MICRODESCRIPTORS = 500;
  private static final int MAX_DESCRIPTORS = 96;
  private static final int MIN_MICRODESCRIPTORS = 32;
  private static final int MIN_REQUESTS = 3;

  /** A request for a document that has no diffs. */
  public DirectoryRequest(String path, @Nullable Instant modifiedSince, int maxSize) {
    this(path, modifiedSince, null, maxSize);
  }

  /** The consensus with microdescriptors, if more than half of these authorities signed it. */
  public static DirectoryRequest consensus(Collection<RsaIdentity> authorities) {
    return consensus(Flavour.MICRODESC, authorities);
  }

  /** The consensus of this flavour, if more than half of these authorities signed it. */
  public static DirectoryRequest consensus(Flavour flavour, Collection<RsaIdentity> authorities) {
    String prefixes =
        authorities.stream()
            .map(each -> each.toHex().substring(0, PREFIX_DIGITS))
            .sorted()
            .collect(Collectors.joining("+"));
    String name = flavour == Flavour.MICRODESC ? "consensus-microdesc" : "consensus";
    return of("/tor/status-vote/current/" + name + "/" + prefixes + ".z");
  }

  /** The newest key certificates of these authorities. */
  public static DirectoryRequest certificates(Collection<RsaIdentity> authorities) {
    return of(
        "/tor/keys/fp/"
            + authorities.stream().map(RsaIdentity::toHex).collect(Collectors.joining("+")));
  }

  /** The key certificates of exactly these signing keys. */
  public static DirectoryRequest certificatesByKey(Collection<SigningKeyId> keys) {
    return of(
        "/tor/keys/fp-sk/"
            + keys.stream()
                .map(each -> each.identity().toHex() + "-" + each.signingKeyDigest().toHex())
                .collect(Collectors.joining("+")));
  }

  /** These microdescriptors, in about three requests of 32 to 500 each, sorted by digest. */
  public static List<DirectoryRequest> microdescriptors(Collection<Bytes> digests) {
    List<Bytes> sorted =
        digests.stream()
            .sorted((a, b) -> Arrays.compareUnsigned(a.toByteArray(), b.toByteArray()))
            .toList();
    int third = (sorted.size() + MIN_REQUESTS - 1) / MIN_REQUESTS;
    int each = Math.max(MIN_MICRODESCRIPTORS, Math.min(MAX_MICRODESCRIPTORS, third));
    List<DirectoryRequest> requests = new ArrayList<>();
    for (int from = 0; from < sorted.size(); from += each) {
      List<Bytes> part = sorted.subList(from, Math.min(from + each, sorted.size()));
      String joined = part.stream().map(Base64Digest::write).collect(Collectors.joining("-"));
      requests.add(of("/tor/micro/d/" + joined + ".z"));
    }
    return requests;
  }

  /** The descriptors of these digests, at most 96 to a request. */
  public static List<DirectoryRequest> descriptors(Collection<Bytes> digests) {
    List<String> sorted =
        digests.stream()
            .map(each -> HexFormat.of().withUpperCase().formatHex(each.toByteArray()))
            .sorted()
            .toList();
    List<DirectoryRequest> requests = new ArrayList<>();
    for (int from = 0; from < sorted.size(); from += MAX_DESCRIPTORS) {
      List<String> part = sorted.subList(from, Math.min(from + MAX_DESCRIPTORS, sorted.size()));
      requests.add(of("/tor/server/d/" + String.join("+", part) + ".z"));
    }
    return requests;
  }

  /** The same, but only if there is something newer. */
  public DirectoryRequest ifModifiedSince(Instant time) {
    return new DirectoryRequest(path, time, diffFrom, maxSize);
  }

  /** The same, but a diff from this consensus will do. */
  public DirectoryRequest orDiffFrom(Consensus base) {
    return new DirectoryRequest(path, modifiedSince, ConsensusDiff.digestOfBase(base), maxSize);
  }

  /**
   * The descriptor of the onion service that directories know by this key.
   *
   * @param maxSize bytes that it may have
   */
  public static DirectoryRequest serviceDescriptor(Ed25519Identity blindedKey, int maxSize) {
    DirectoryRequest any = of(SERVICES + "3/" + blindedKey.toBase64());
    return new DirectoryRequest(any.path, null, maxSize);
  }

  /**
   * Whether the request says nothing but its path, so that the directory cannot tell clients apart.
   */
  boolean isAnonymous() {
    return path.startsWith(SERVICES);
  }

  private static DirectoryRequest of(String path) {
    return new DirectoryRequest(path, null, MAX_BODY);
  }
}
