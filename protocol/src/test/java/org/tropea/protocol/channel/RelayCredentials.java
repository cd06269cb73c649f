package org.tropea.protocol.channel;

import com.google.crypto.tink.util.Bytes;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.certificate.LinkCertificate;
import org.tropea.crypto.certificate.RsaCrossCertificate;
import org.tropea.crypto.certificate.RsaIdentityCertificate;
import org.tropea.crypto.handshake.NtorRelay;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.protocol.cell.Certs;
import org.tropea.protocol.cell.CertsEntry;
import org.tropea.protocol.linkspec.RelayTarget;

/** All keys of one relay, and the certificates it shows on a link. */
public record RelayCredentials(
    RsaSigningKey rsaKey,
    RsaIdentityCertificate rsaCertificate,
    Ed25519SigningKey identityKey,
    Ed25519SigningKey signingKey,
    LinkCertificate link,
    X25519KeyPair onionKey) {
  /** The time of the tests. */
  public static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  /** Until when certificates hold, unless a test says otherwise. */
  public static final Instant LATER = NOW.plus(Duration.ofDays(2));

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final RelayCredentials ONE = generate();
  private static final RelayCredentials OTHER = generate();

  /** The keys of a relay that all tests share, since making them takes its time. */
  public static RelayCredentials one() {
    return ONE;
  }

  /** The keys of another one. */
  public static RelayCredentials other() {
    return OTHER;
  }

  /** The RSA key of {@link #one}, which somebody else has got hold of. */
  static RelayCredentials withAnotherEd25519Identity() {
    return new RelayCredentials(
        ONE.rsaKey,
        ONE.rsaCertificate,
        OTHER.identityKey,
        OTHER.signingKey,
        ONE.link,
        ONE.onionKey);
  }

  private static RelayCredentials generate() {
    RsaSigningKey rsaKey = RsaSigningKey.generate(1024, RANDOM);
    RsaIdentityCertificate issuer = RsaIdentityCertificate.create(rsaKey, NOW, RANDOM);
    return new RelayCredentials(
        rsaKey,
        issuer,
        Ed25519SigningKey.generate(RANDOM),
        Ed25519SigningKey.generate(RANDOM),
        LinkCertificate.create(rsaKey, issuer, NOW, RANDOM),
        X25519KeyPair.generate(CURVE, RANDOM));
  }

  /** Who this relay is, at these addresses. */
  public RelayTarget target(InetSocketAddress... addresses) {
    return new RelayTarget(
        rsaKey.publicKey().identity(), identityKey.identity(), List.of(addresses));
  }

  /** The relay's side of ntor. */
  public NtorRelay ntor() {
    return new NtorRelay(CURVE, rsaKey.publicKey().identity(), List.of(onionKey), RANDOM);
  }

  /** The DER of the certificate it uses for TLS. */
  public byte[] tlsCertificate() {
    try {
      return link.certificate().getEncoded();
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its CERTS cell. */
  public Certs certs() {
    return new Certs(
        List.of(
            entry(CertificateType.RSA_IDENTITY, rsaCertificate.encoded()),
            entry(CertificateType.SIGNING_KEY, signingKeyCertificate(LATER).encoded()),
            entry(CertificateType.TLS_LINK, linkCertificate(tlsCertificate(), LATER).encoded()),
            entry(CertificateType.RSA_CROSS, crossCertificate(LATER).encoded())));
  }

  /** Its CERTS cell with another certificate in the place of that of {@code type}. */
  public Certs certsWith(int type, Bytes certificate) {
    List<CertsEntry> entries = new ArrayList<>();
    for (CertsEntry each : certs().entries()) {
      entries.add(each.type() == type ? entry(type, certificate) : each);
    }
    return new Certs(entries);
  }

  /** Its CERTS cell without the certificate of {@code type}. */
  public Certs certsWithout(int type) {
    return new Certs(certs().entries().stream().filter(each -> each.type() != type).toList());
  }

  /** The identity key vouches for the signing key. */
  public Ed25519Certificate signingKeyCertificate(Instant expires) {
    return Ed25519Certificate.sign(
        identityKey,
        CertificateType.SIGNING_KEY,
        CertifiedKey.of(signingKey.identity()),
        expires,
        true);
  }

  /** The signing key vouches for a TLS certificate. */
  public Ed25519Certificate linkCertificate(byte[] der, Instant expires) {
    return Ed25519Certificate.sign(
        signingKey,
        CertificateType.TLS_LINK,
        CertifiedKey.ofX509Digest(Digest.sha256(der)),
        expires,
        false);
  }

  /** The RSA key vouches for the Ed25519 identity. */
  public RsaCrossCertificate crossCertificate(Instant expires) {
    return RsaCrossCertificate.sign(rsaKey, identityKey.identity(), expires);
  }

  /** All that it shows and signs with on a link. */
  LinkKeys linkKeys() {
    Ed25519SigningKey authentication = Ed25519SigningKey.generate(RANDOM);
    return new LinkKeys(
        link,
        rsaCertificate,
        crossCertificate(LATER),
        signingKeyCertificate(LATER),
        linkCertificate(tlsCertificate(), LATER),
        Ed25519Certificate.sign(
            signingKey,
            CertificateType.AUTHENTICATION,
            CertifiedKey.of(authentication.identity()),
            LATER,
            false),
        authentication);
  }

  private static CertsEntry entry(int type, Bytes certificate) {
    return new CertsEntry(type, certificate);
  }
}
