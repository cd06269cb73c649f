package org.tropea.relay.keys;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.certificate.UnverifiedEd25519Certificate;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;

/**
 * The Ed25519 identity and the signing key it vouches for: a month at a time, so that its secret
 * may be kept elsewhere meanwhile. Blocks.
 */
final class SigningKeyFiles {
  private static final Logger log = LoggerFactory.getLogger(SigningKeyFiles.class);
  private static final String MASTER_SECRET = "ed25519_master_id_secret_key";
  private static final String MASTER_PUBLIC = "ed25519_master_id_public_key";
  private static final String SECRET = "ed25519_signing_secret_key";
  private static final String CERTIFICATE = "ed25519_signing_cert";
  private static final Duration LIFETIME = Duration.ofDays(30);
  private static final Duration RENEWED_BEFORE = Duration.ofDays(1);

  private final KeyDirectory directory;
  private final Curve25519 curve;
  private final SecureRandom random;

  /** A signing key and who vouches for it. */
  record Signing(Ed25519SigningKey key, Ed25519Certificate certificate) {}

  SigningKeyFiles(KeyDirectory directory, Curve25519 curve, SecureRandom random) {
    this.directory = directory;
    this.curve = curve;
    this.random = random;
  }

  Signing load(Instant now) throws KeyFileException {
    Signing current = current(now);
    boolean lasts =
        current != null && current.certificate().expires().minus(RENEWED_BEFORE).isAfter(now);
    Ed25519SigningKey master = master(current);
    try {
      Ed25519Identity identity = identity(master, current);
      if (current != null && !current.certificate().signer().equals(identity)) {
        throw new KeyFileException(
            "The signing key certificate is of another relay's identity; remove "
                + SECRET
                + " and "
                + CERTIFICATE
                + ", or put the right identity back.");
      }
      if (lasts && current != null) {
        return current;
      }
      if (master != null) {
        return renew(master, current, now);
      }
    } finally {
      if (master != null) {
        master.destroy();
      }
    }
    if (current == null) {
      throw new KeyFileException(
          "A new signing key is needed and "
              + MASTER_SECRET
              + " is not there to vouch for it; put it back.");
    }
    log.warn(
        "The signing key expires at {} and {} is not there to renew it; put it back",
        current.certificate().expires(),
        MASTER_SECRET);
    return current;
  }

  /** The signing key on disk; null where it is missing, damaged or expired. */
  private @Nullable Signing current(Instant now) throws KeyFileException {
    byte[] secret = directory.read(SECRET);
    byte[] certificate = directory.read(CERTIFICATE);
    if (secret == null || certificate == null) {
      return null;
    }
    try {
      Ed25519SigningKey key = KeyFormats.secret(secret, "type4");
      UnverifiedEd25519Certificate read = KeyFormats.certificate(certificate);
      Ed25519Identity signer = read.signedWith();
      if (signer == null) {
        throw new DecodeException("the certificate of a signing key names no signer");
      }
      Ed25519Certificate verified = read.verify(curve, CertificateType.SIGNING_KEY, signer, now);
      if (!verified.key().ed25519().equals(key.identity())) {
        throw new DecodeException("the certificate of a signing key is for another key");
      }
      return new Signing(key, verified);
    } catch (DecodeException e) {
      log.warn("The signing key is of no use and will be renewed: {}", e.getMessage());
      return null;
    }
  }

  /** The identity's secret; made where there is no identity at all; null where it is elsewhere. */
  private @Nullable Ed25519SigningKey master(@Nullable Signing current) throws KeyFileException {
    byte[] file = directory.read(MASTER_SECRET);
    if (file == null) {
      if (current != null || directory.read(MASTER_PUBLIC) != null) {
        return null;
      }
      Ed25519SigningKey master = Ed25519SigningKey.generate(random);
      directory.write(MASTER_SECRET, KeyFormats.write(master, "type0"));
      return master;
    }
    try {
      return KeyFormats.secret(file, "type0");
    } catch (DecodeException e) {
      if (current == null) {
        return RelayKeyStore.read(MASTER_SECRET, file, bytes -> KeyFormats.secret(bytes, "type0"));
      }
      log.warn(
          "The key file {} is damaged; put a copy back before the signing key expires at {}",
          MASTER_SECRET,
          current.certificate().expires());
      return null;
    }
  }

  /** The identity, by its own file, which is written where it is missing. */
  private Ed25519Identity identity(@Nullable Ed25519SigningKey master, @Nullable Signing current)
      throws KeyFileException {
    byte[] file = directory.read(MASTER_PUBLIC);
    if (file != null) {
      Ed25519Identity named = RelayKeyStore.read(MASTER_PUBLIC, file, KeyFormats::identity);
      if (master != null && !master.identity().equals(named)) {
        throw new KeyFileException(
            "The key files "
                + MASTER_SECRET
                + " and "
                + MASTER_PUBLIC
                + " are not of one identity; put back those that belong together.");
      }
      return named;
    }
    Ed25519Identity identity;
    if (master != null) {
      identity = master.identity();
    } else if (current != null) {
      identity = current.certificate().signer();
    } else {
      throw new IllegalStateException("an identity without any key");
    }
    directory.write(MASTER_PUBLIC, KeyFormats.write(identity));
    return identity;
  }

  /**
   * A new signing key. While the old one is good, a disk that does not take it costs no more than
   * that another is made at the next start: the relay runs on with the new one in memory.
   */
  private Signing renew(Ed25519SigningKey master, @Nullable Signing current, Instant now)
      throws KeyFileException {
    Ed25519SigningKey key = Ed25519SigningKey.generate(random);
    Ed25519Certificate certificate =
        Ed25519Certificate.sign(
            master,
            CertificateType.SIGNING_KEY,
            CertifiedKey.of(key.identity()),
            now.plus(LIFETIME),
            true);
    try {
      directory.write(SECRET, KeyFormats.write(key, "type4"));
      directory.write(CERTIFICATE, KeyFormats.write(certificate));
    } catch (KeyFileException e) {
      if (current == null) {
        throw e;
      }
      log.warn("The new signing key is in memory only: {}", e.getMessage());
    }
    return new Signing(key, certificate);
  }
}
