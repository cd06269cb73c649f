package org.tropea.integration.probe;

import com.google.crypto.tink.util.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.certificate.RsaCrossCertificate;
import org.tropea.crypto.certificate.RsaIdentityCertificate;
import org.tropea.crypto.certificate.UnverifiedRsaCrossCertificate;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaPublicKey;
import org.tropea.crypto.key.RsaSigningKey;

/** The keys of a relay that only the probe plays, and what it says of them: right, or not quite. */
final class ProbeIdentity {
  private static final int RSA_BITS = 1024;
  private static final int RANDOM_LENGTH = 24;
  private static final Duration LIFETIME = Duration.ofDays(30);

  private final SecureRandom random = new SecureRandom();
  private final RsaSigningKey rsa;
  private final Ed25519SigningKey master = Ed25519SigningKey.generate(random);
  private final Ed25519SigningKey signing = Ed25519SigningKey.generate(random);
  private final Ed25519SigningKey authentication = Ed25519SigningKey.generate(random);

  ProbeIdentity() {
    this(RSA_BITS);
  }

  /** With an RSA key of another size than Tor's 1024 bits. */
  ProbeIdentity(int rsaBits) {
    rsa = RsaSigningKey.generate(rsaBits, random);
  }

  RsaIdentity rsaIdentity() {
    return rsa.publicKey().identity();
  }

  Ed25519Identity ed25519Identity() {
    return master.identity();
  }

  /** One certificate of a CERTS cell. */
  record Entry(int type, byte[] certificate) {}

  /** The certificates of a relay that is about to authenticate. */
  List<Entry> entries() {
    return entries(master, Instant.now().plus(LIFETIME));
  }

  /** The same, but expired a day ago. */
  List<Entry> expiredEntries() {
    return entries(master, Instant.now().minus(Duration.ofDays(1)));
  }

  /** The same, but the signing key is vouched for by somebody else. */
  List<Entry> strangersEntries() {
    return entries(Ed25519SigningKey.generate(random), Instant.now().plus(LIFETIME));
  }

  private List<Entry> entries(Ed25519SigningKey signsSigning, Instant expires) {
    List<Entry> entries = new ArrayList<>();
    entries.add(
        entry(
            CertificateType.RSA_IDENTITY,
            RsaIdentityCertificate.create(rsa, Instant.now(), random).encoded()));
    entries.add(
        entry(
            CertificateType.SIGNING_KEY,
            Ed25519Certificate.sign(
                    signsSigning,
                    CertificateType.SIGNING_KEY,
                    CertifiedKey.of(signing.identity()),
                    expires,
                    true)
                .encoded()));
    entries.add(
        entry(
            CertificateType.AUTHENTICATION,
            Ed25519Certificate.sign(
                    signing,
                    CertificateType.AUTHENTICATION,
                    CertifiedKey.of(authentication.identity()),
                    expires,
                    false)
                .encoded()));
    entries.add(
        entry(
            CertificateType.RSA_CROSS,
            RsaCrossCertificate.sign(rsa, master.identity(), expires).encoded()));
    return entries;
  }

  private static Entry entry(int type, Bytes certificate) {
    return new Entry(type, certificate.toByteArray());
  }

  /** The body of CERTS. */
  byte[] certs() {
    return certs(entries());
  }

  static byte[] certs(List<Entry> entries) {
    ByteWriter writer = new ByteWriter(2048).u8(entries.size());
    for (Entry entry : entries) {
      writer.u8(entry.type()).u16(entry.certificate().length).bytes(entry.certificate());
    }
    return writer.toByteArray();
  }

  /** The body of an AUTHENTICATE that is right on this link. */
  byte[] authenticate(LinkProbe link) throws IOException {
    return authenticate(link, link.export(Digest.sha256(rsa.publicKey().der().toByteArray())));
  }

  /** The same with these for the bytes that bind it to the link's TLS. */
  byte[] authenticate(LinkProbe link, byte[] exported) throws IOException {
    Peer peer = Peer.of(link.theirCerts());
    byte[] fresh = new byte[RANDOM_LENGTH];
    random.nextBytes(fresh);
    byte[] signed =
        new ByteWriter(512)
            .bytes("AUTH0003".getBytes(StandardCharsets.US_ASCII))
            .bytes(Digest.sha256(rsa.publicKey().der().toByteArray()))
            .bytes(Digest.sha256(peer.rsa().der().toByteArray()))
            .bytes(master.identity().value())
            .bytes(peer.ed25519().value())
            .bytes(link.receivedDigest())
            .bytes(link.sentDigest())
            .bytes(Digest.sha256(link.tlsCertificate()))
            .bytes(exported)
            .bytes(fresh)
            .toByteArray();
    byte[] signature = authentication.sign(signed);
    return new ByteWriter(512)
        .u16(3)
        .u16(signed.length + signature.length)
        .bytes(signed)
        .bytes(signature)
        .toByteArray();
  }

  /** Who a relay's CERTS cell says it is. */
  record Peer(RsaPublicKey rsa, Ed25519Identity ed25519) {
    static Peer of(byte[] certs) throws IOException {
      try {
        ByteReader reader = new ByteReader(certs);
        RsaPublicKey rsa = null;
        byte[] cross = null;
        for (int left = reader.u8(); left > 0; left--) {
          int type = reader.u8();
          byte[] certificate = reader.array(reader.u16());
          if (type == CertificateType.RSA_IDENTITY) {
            rsa = RsaIdentityCertificate.verify(certificate, Instant.now()).key();
          } else if (type == CertificateType.RSA_CROSS) {
            cross = certificate;
          }
        }
        if (rsa == null || cross == null) {
          throw new IOException("the relay's CERTS cell lacks an identity");
        }
        return new Peer(
            rsa, UnverifiedRsaCrossCertificate.read(cross).verify(rsa, Instant.now()).identity());
      } catch (DecodeException e) {
        throw new IOException(e);
      }
    }
  }
}
