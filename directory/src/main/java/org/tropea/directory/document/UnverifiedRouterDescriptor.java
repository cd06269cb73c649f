package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.certificate.UnverifiedEd25519Certificate;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.EdwardsForm;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaPublicKey;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.directory.text.Chunks;

/**
 * A router descriptor as read, its signatures not yet checked (dir-spec 2.1.1); at most 20,000
 * bytes.
 *
 * @param masterKey the Ed25519 identity that it names
 * @param ntorSign the sign of the ntor key's Ed25519 form
 * @param onionKey the RSA onion key; null where there is none
 * @param onionKeyCertificate what the RSA onion key signed; there if and only if the key is
 */
public record UnverifiedRouterDescriptor(
    RelayDescription description,
    RsaPublicKey identityKey,
    Ed25519Identity masterKey,
    UnverifiedEd25519Certificate signingCertificate,
    X25519PublicKey ntorOnionKey,
    UnverifiedEd25519Certificate ntorCertificate,
    boolean ntorSign,
    @Nullable RsaPublicKey onionKey,
    @Nullable Bytes onionKeyCertificate,
    List<UnverifiedEd25519Certificate> familyCertificates,
    DescriptorSignatures signatures,
    Bytes text) {
  /** The longest descriptor that anybody takes. */
  public static final int MAX_LENGTH = 20_000;

  static final String FIRST = "router";

  /** Keeps its own copy of the list. */
  public UnverifiedRouterDescriptor {
    familyCertificates = List.copyOf(familyCertificates);
  }

  /** Reads one, without annotations. */
  public static UnverifiedRouterDescriptor read(byte[] document) throws DecodeException {
    return new RouterDescriptorReader(document).read();
  }

  /** Reads many, one behind the other; a malformed one is left out and counted. */
  public static Batch<UnverifiedRouterDescriptor> readAll(byte[] documents) {
    List<UnverifiedRouterDescriptor> read = new ArrayList<>();
    int refused = 0;
    for (byte[] document : Chunks.startingWith(documents, FIRST)) {
      try {
        read.add(read(document));
      } catch (DecodeException e) {
        refused++;
      }
    }
    return new Batch<>(read, refused);
  }

  /**
   * Checks every signature and certificate, none of which may have expired at {@code now}; a {@link
   * DecodeException} names the check that failed.
   */
  public RouterDescriptor verify(Curve25519 curve, Instant now) throws DecodeException {
    if (!masterKey.equals(signingCertificate.signedWith())) {
      throw new DecodeException("a signing key certificate is not of the Ed25519 identity");
    }
    Ed25519Certificate signing =
        signingCertificate.verify(curve, CertificateType.SIGNING_KEY, masterKey, now);
    signatures.check(curve, signing.key().ed25519(), identityKey);
    Ed25519Identity ntor = EdwardsForm.of(ntorOnionKey, ntorSign);
    Ed25519Certificate onion =
        ntorCertificate.verify(curve, CertificateType.ONION_KEY_CROSS, ntor, now);
    checkNamesIdentity(onion, "ntor onion key");
    Instant expires = Collections.min(List.of(signing.expires(), onion.expires()));
    if (onionKey != null
        && (onionKeyCertificate == null
            || !onionKey.verify(
                crossSigned(identityKey.identity(), masterKey),
                onionKeyCertificate.toByteArray()))) {
      throw new DecodeException("an onion key does not vouch for the identities");
    }
    TreeSet<String> families = new TreeSet<>();
    for (UnverifiedEd25519Certificate each : familyCertificates) {
      Ed25519Identity family = each.signedWith();
      if (family == null) {
        throw new DecodeException("a family certificate does not name the family");
      }
      Ed25519Certificate certificate = each.verify(curve, CertificateType.FAMILY, family, now);
      checkNamesIdentity(certificate, "family");
      expires = Collections.min(List.of(expires, certificate.expires()));
      families.add(RouterDescriptor.FAMILY_ID + family.toBase64());
    }
    return new RouterDescriptor(this, signing, expires, List.copyOf(families));
  }

  private void checkNamesIdentity(Ed25519Certificate certificate, String signer)
      throws DecodeException {
    if (!certificate.key().value().equals(masterKey.value())) {
      throw new DecodeException("the certificate of a " + signer + " is not for this identity");
    }
  }

  /** What the RSA onion key signs: both identities. */
  static byte[] crossSigned(RsaIdentity identity, Ed25519Identity masterKey) {
    return new ByteWriter(52).bytes(identity.value()).bytes(masterKey.value()).toByteArray();
  }
}
