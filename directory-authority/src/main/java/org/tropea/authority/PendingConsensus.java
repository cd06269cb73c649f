package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.DocumentSignature;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.FlavourSignatures;
import org.tropea.directory.document.KeyCertificate;

/**
 * A consensus of ours that gathers signatures (dir-spec 3.9): only good ones, one of each authority
 * that voted. Confined as its owner.
 */
final class PendingConsensus {
  private static final Comparator<RsaIdentity> BY_BYTES =
      (a, b) -> Arrays.compareUnsigned(a.value().toByteArray(), b.value().toByteArray());

  private final Flavour flavour;
  private final String unsigned;
  private final Bytes digest;
  private final Set<RsaIdentity> voters;
  private final Map<RsaIdentity, DocumentSignature> signatures = new TreeMap<>(BY_BYTES);

  /** Signs the text with our own keys. */
  PendingConsensus(Flavour flavour, String unsigned, Set<RsaIdentity> voters, AuthorityKeys keys) {
    this.flavour = flavour;
    this.unsigned = unsigned;
    this.voters = Set.copyOf(voters);
    byte[] signed = (unsigned + "directory-signature ").getBytes(StandardCharsets.ISO_8859_1);
    this.digest = flavour.digest(signed, signed.length);
    sign(keys);
    if (keys.legacy() != null) {
      sign(keys.legacy());
    }
  }

  private void sign(AuthorityKeys keys) {
    signatures.put(
        keys.identity(),
        new DocumentSignature(
            keys.identity(),
            keys.certificate().signingKeyDigest(),
            Bytes.copyFrom(keys.signingKey().sign(digest.toByteArray()))));
  }

  Flavour flavour() {
    return flavour;
  }

  /** Adds those that are good and new; gives how many, or -1 where they are on another text. */
  int add(FlavourSignatures others, KnownCertificates certificates) {
    if (!others.digest().equals(digest)) {
      return -1;
    }
    int added = 0;
    for (DocumentSignature each : others.signatures()) {
      if (voters.contains(each.identity())
          && !signatures.containsKey(each.identity())
          && isGood(each, digest, certificates)) {
        signatures.put(each.identity(), each);
        added++;
      }
    }
    return added;
  }

  /** Whether a key that one of the certificates vouches for made this signature. */
  static boolean isGood(DocumentSignature signature, Bytes digest, KnownCertificates certificates) {
    KeyCertificate certificate = certificates.of(signature);
    return certificate != null
        && certificate
            .signingKey()
            .verify(digest.toByteArray(), signature.signature().toByteArray());
  }

  /** How many authorities signed; what one signs by a former identity too counts once. */
  int signatureCount() {
    return signers().size();
  }

  /** The authorities that signed. */
  Set<RsaIdentity> signers() {
    return signatures.keySet().stream()
        .filter(voters::contains)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The document without any signature, on which all agree who sign it. */
  String unsigned() {
    return unsigned;
  }

  /** The signatures alone. */
  FlavourSignatures signatures() {
    return new FlavourSignatures(flavour, digest, List.copyOf(signatures.values()));
  }

  /** The document with its signatures, by identity. */
  Bytes text() {
    StringBuilder text = new StringBuilder(unsigned);
    signatures.values().forEach(each -> each.write(text, flavour));
    return Bytes.copyFrom(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }
}
