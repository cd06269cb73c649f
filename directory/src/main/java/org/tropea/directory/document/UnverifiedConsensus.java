package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;

/**
 * A consensus as read, its signatures not yet checked (dir-spec 3.4.1). Immutable.
 *
 * @param randomness the random values that the authorities agreed on, without commitments
 * @param malformedRelays how many entries could not be read and were left out of {@code relays}
 * @param digest of the signed part, by the algorithm of its flavour
 * @param signatures of that digest, the first of each authority
 */
public record UnverifiedConsensus(
    Flavour flavour,
    int method,
    Lifetime lifetime,
    VotingDelay delay,
    ProtocolAdvice protocols,
    Set<String> knownFlags,
    Map<String, Integer> parameters,
    SharedRandomness randomness,
    Map<String, Integer> bandwidthWeights,
    List<RelayEntry> relays,
    int malformedRelays,
    List<DocumentSignature> signatures,
    Bytes digest,
    Bytes text) {

  /** Reads a consensus of either flavour, in time linear in its length. */
  public static UnverifiedConsensus read(byte[] document) throws DecodeException {
    return new ConsensusReader(document).read();
  }

  /** Reads a consensus of this flavour; one of the other is refused. */
  public static UnverifiedConsensus read(byte[] document, Flavour flavour) throws DecodeException {
    UnverifiedConsensus read = read(document);
    if (read.flavour() != flavour) {
      throw new DecodeException("a consensus of the other flavour");
    }
    return read;
  }

  /**
   * Checks the signatures: more than half of {@code authorities} must have signed, each with a key
   * that one of the certificates vouches for and that has not expired at {@code now}.
   */
  public SignatureCheck verify(
      Collection<RsaIdentity> authorities, Collection<KeyCertificate> certificates, Instant now) {
    Set<RsaIdentity> recognised = new HashSet<>(authorities);
    Map<SigningKeyId, KeyCertificate> current = new HashMap<>();
    for (KeyCertificate certificate : certificates) {
      if (!certificate.isExpired(now)) {
        current.put(
            new SigningKeyId(certificate.identity(), certificate.signingKeyDigest()), certificate);
      }
    }
    byte[] signed = digest.toByteArray();
    Set<RsaIdentity> valid = new HashSet<>();
    List<SigningKeyId> missing = new ArrayList<>();
    for (DocumentSignature signature : signatures) {
      if (!recognised.contains(signature.identity())) {
        continue;
      }
      SigningKeyId key = new SigningKeyId(signature.identity(), signature.signingKeyDigest());
      KeyCertificate certificate = current.get(key);
      if (certificate == null) {
        missing.add(key);
      } else if (certificate.signingKey().verify(signed, signature.signature().toByteArray())) {
        valid.add(signature.identity());
      }
    }
    int needed = recognised.size() / 2 + 1;
    return valid.size() >= needed
        ? new SignatureCheck.Enough(new Consensus(this))
        : new SignatureCheck.NotEnough(valid.size(), recognised.size(), needed, missing);
  }

  /** The certificates one needs to check all signatures of these authorities. */
  public List<SigningKeyId> signers() {
    return signatures.stream()
        .map(signature -> new SigningKeyId(signature.identity(), signature.signingKeyDigest()))
        .toList();
  }
}
