package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaPublicKey;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.directory.text.IsoTime;
import org.tropea.directory.text.ItemWriter;

/**
 * An authority's certificate: its identity key vouches for its signing key (dir-spec 3.1).
 *
 * <p>Made by {@link UnverifiedKeyCertificate#verify} only, so both signatures in it are good;
 * whether it has expired is asked where it is used. Immutable.
 */
public final class KeyCertificate {
  private final UnverifiedKeyCertificate checked;

  KeyCertificate(UnverifiedKeyCertificate checked) {
    this.checked = checked;
  }

  /**
   * Issues a certificate for {@code signingKey}.
   *
   * @param address where the authority listens, as {@code address:port}; null to leave it out
   */
  public static KeyCertificate sign(
      RsaSigningKey identityKey,
      RsaSigningKey signingKey,
      Instant published,
      Instant expires,
      @Nullable String address) {
    RsaPublicKey identity = identityKey.publicKey();
    byte[] identityDigest = identity.identity().value().toByteArray();
    ItemWriter writer = new ItemWriter().line("dir-key-certificate-version", 3);
    if (address != null) {
      writer.line("dir-address", address);
    }
    writer.line("fingerprint", identity.identity().toHex());
    writer.line("dir-key-published", IsoTime.write(published));
    writer.line("dir-key-expires", IsoTime.write(expires));
    writer.line("dir-identity-key").object("RSA PUBLIC KEY", identity.der().toByteArray());
    writer
        .line("dir-signing-key")
        .object("RSA PUBLIC KEY", signingKey.publicKey().der().toByteArray());
    writer.line("dir-key-crosscert").object("ID SIGNATURE", signingKey.sign(identityDigest));
    writer.line("dir-key-certification");
    byte[] signature = identityKey.sign(Digest.sha1(writer.toByteArray()));
    writer.object("SIGNATURE", signature);
    try {
      return UnverifiedKeyCertificate.read(writer.toByteArray()).verify();
    } catch (DecodeException e) {
      throw new IllegalArgumentException("these keys and times make no valid certificate", e);
    }
  }

  /** Reads and verifies certificates one behind the other; a bad one is left out and counted. */
  public static Batch<KeyCertificate> readAll(byte[] documents) {
    Batch<UnverifiedKeyCertificate> read = UnverifiedKeyCertificate.readAll(documents);
    List<KeyCertificate> good = new ArrayList<>();
    int refused = read.refused();
    for (UnverifiedKeyCertificate each : read.documents()) {
      try {
        good.add(each.verify());
      } catch (DecodeException e) {
        refused++;
      }
    }
    return new Batch<>(good, refused);
  }

  /** The authority's v3 identity: the fingerprint of its identity key. */
  public RsaIdentity identity() {
    return checked.identity();
  }

  /** The key that signed this certificate. */
  public RsaPublicKey identityKey() {
    return checked.identityKey();
  }

  /** The key that signs votes and consensuses. */
  public RsaPublicKey signingKey() {
    return checked.signingKey();
  }

  /** The digest by which signatures name the signing key. */
  public RsaIdentity signingKeyDigest() {
    return checked.signingKeyDigest();
  }

  /** When it was made. */
  public Instant published() {
    return checked.published();
  }

  /** When it ends. */
  public Instant expires() {
    return checked.expires();
  }

  /** Whether it has ended. */
  public boolean isExpired(Instant now) {
    return now.isAfter(expires());
  }

  /** The document itself. */
  public Bytes text() {
    return checked.text();
  }
}
