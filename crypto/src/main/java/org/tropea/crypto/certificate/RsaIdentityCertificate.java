package org.tropea.crypto.certificate;

import com.google.crypto.tink.util.Bytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.RsaPublicKey;
import org.tropea.crypto.key.RsaSigningKey;

/**
 * The proof that an RSA identity key signed itself: X.509, type 2 of CERTS (tor-spec 4.2). It
 * proves nothing about who shows it. Immutable.
 */
public final class RsaIdentityCertificate {
  private static final int BITS = 1024;
  private static final int MAX_LENGTH = 4096;
  private static final Duration LIFETIME = Duration.ofDays(365);
  // Clocks are wrong; C tor allows as much.
  private static final Duration EARLY = Duration.ofDays(30);
  private static final Duration LATE = Duration.ofDays(2);
  // The DER in front of a SHA-256 in a PKCS#1 signature (RFC 8017, 9.2).
  private static final byte[] SHA256_DIGEST_INFO =
      HexFormat.of().parseHex("3031300d060960864801650304020105000420");

  private final RsaPublicKey key;
  private final X500Name name;
  private final Bytes encoded;

  private RsaIdentityCertificate(RsaPublicKey key, X500Name name, byte[] encoded) {
    this.key = key;
    this.name = name;
    this.encoded = Bytes.copyFrom(encoded);
  }

  /**
   * Reads and checks {@code der}: a key of 1024 bits, its own SHA-256 signature, and {@code now}
   * within its dates or not far off; a {@link DecodeException} names the check that failed.
   */
  public static RsaIdentityCertificate verify(byte[] der, Instant now) throws DecodeException {
    if (der.length > MAX_LENGTH) {
      throw new DecodeException("an RSA identity certificate is too long");
    }
    try {
      Certificate certificate = Certificate.getInstance(ASN1Primitive.fromByteArray(der));
      if (!Arrays.equals(certificate.getEncoded(ASN1Encoding.DER), der)) {
        throw new DecodeException("an RSA identity certificate is not in DER");
      }
      RsaPublicKey key = key(certificate);
      checkSignature(certificate, key);
      checkDates(certificate, now);
      return new RsaIdentityCertificate(key, certificate.getSubject(), der);
    } catch (IOException | RuntimeException e) {
      // Bouncy Castle has no one exception for bytes that are not the ASN.1 it expects.
      throw new DecodeException("an RSA identity certificate is not X.509");
    }
  }

  /** Signs {@code key} with itself, for a year of which a random part is over at {@code now}. */
  public static RsaIdentityCertificate create(RsaSigningKey key, Instant now, SecureRandom random) {
    X500Name name = X509Content.randomName(random, ".com");
    X509Lifetime lifetime = X509Lifetime.around(now, LIFETIME, random);
    X509Content content = new X509Content(name, key.publicKey(), name, lifetime);
    return new RsaIdentityCertificate(key.publicKey(), name, content.sign(key, random));
  }

  private static RsaPublicKey key(Certificate certificate) throws DecodeException, IOException {
    SubjectPublicKeyInfo info = certificate.getSubjectPublicKeyInfo();
    if (!info.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
      throw new DecodeException("an RSA identity certificate has a key that is not RSA");
    }
    RsaPublicKey key = RsaPublicKey.fromDer(info.getPublicKeyData().getOctets());
    if (key.bits() != BITS) {
      throw new DecodeException("an RSA identity certificate has a key of other than 1024 bits");
    }
    return key;
  }

  private static void checkSignature(Certificate certificate, RsaPublicKey key)
      throws DecodeException, IOException {
    if (!certificate
        .getSignatureAlgorithm()
        .getAlgorithm()
        .equals(PKCSObjectIdentifiers.sha256WithRSAEncryption)) {
      throw new DecodeException("an RSA identity certificate is not signed with SHA-256");
    }
    if (!certificate
        .getSignatureAlgorithm()
        .equals(certificate.getTBSCertificate().getSignature())) {
      throw new DecodeException("an RSA identity certificate names two signature algorithms");
    }
    byte[] signed = certificate.getTBSCertificate().getEncoded(ASN1Encoding.DER);
    byte[] digest = Digest.sha256(signed);
    byte[] info = Arrays.copyOf(SHA256_DIGEST_INFO, SHA256_DIGEST_INFO.length + digest.length);
    System.arraycopy(digest, 0, info, SHA256_DIGEST_INFO.length, digest.length);
    if (!key.verifyWhole(info, certificate.getSignature().getOctets())) {
      throw new DecodeException("an RSA identity certificate has a bad signature");
    }
  }

  private static void checkDates(Certificate certificate, Instant now) throws DecodeException {
    if (now.plus(EARLY).isBefore(certificate.getStartDate().getDate().toInstant())) {
      throw new DecodeException("an RSA identity certificate is not yet valid");
    }
    if (now.minus(LATE).isAfter(certificate.getEndDate().getDate().toInstant())) {
      throw new DecodeException("an RSA identity certificate is expired");
    }
  }

  /** The identity key. */
  public RsaPublicKey key() {
    return key;
  }

  /** The certificate in DER, as sent. */
  public Bytes encoded() {
    return encoded;
  }

  /** The subject, which certificates it signs name as their issuer. */
  X500Name name() {
    return name;
  }
}
