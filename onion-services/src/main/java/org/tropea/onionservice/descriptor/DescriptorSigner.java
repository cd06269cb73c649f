package org.tropea.onionservice.descriptor;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import javax.security.auth.Destroyable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.KeyBlinding;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.directory.document.OnionServiceDescriptor;
import org.tropea.onionservice.address.BlindedIdentity;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.onionservice.address.TimePeriod;

/**
 * What a service makes its descriptors of one period with (rend-spec 2.4 and 2.5): its blinded key,
 * a key that signs, and who can read them. For one thread.
 */
public final class DescriptorSigner implements Destroyable {
  /** How long directories keep a descriptor, as C tor's services say. */
  private static final Duration LIFETIME = Duration.ofHours(3);

  private static final Duration CERTIFIED = Duration.ofHours(54);

  /** The first layer is filled up to a multiple of so many bytes. */
  private static final int PADDING = 10_000;

  private final BlindedIdentity service;
  private final Ed25519SigningKey blinded;
  private final Ed25519SigningKey signing;
  private final Recipients recipients;
  private final RevisionCounter counter;
  private final SecureRandom random;

  /**
   * For the service of this {@code identity}, in that period.
   *
   * @param clients who can read its descriptors; everybody where there are none
   */
  public DescriptorSigner(
      Ed25519SigningKey identity,
      TimePeriod period,
      Collection<X25519PublicKey> clients,
      Curve25519 curve,
      SecureRandom random)
      throws DecodeException {
    OnionAddress address = new OnionAddress(identity.identity());
    this.service = BlindedIdentity.of(address, period);
    this.blinded = KeyBlinding.blind(identity, BlindedIdentity.factor(address, period));
    this.signing = Ed25519SigningKey.generate(random);
    this.recipients = Recipients.of(service, clients, curve, random);
    this.counter = RevisionCounter.of(blinded);
    this.random = random;
  }

  /** Who the service is in this period. */
  public BlindedIdentity service() {
    return service;
  }

  /**
   * The revision of a descriptor that is made {@code now}.
   *
   * @param random when the random value began to be made by which its directories are found
   */
  public long revision(Instant random, Instant now) {
    return counter.after(Duration.between(random, now));
  }

  /** Writes, seals and signs a descriptor: its text. */
  public byte[] sign(ServiceDescription said, Instant now) {
    long revision = said.revision();
    byte[] second = said.write(signing, now.truncatedTo(ChronoUnit.HOURS).plus(CERTIFIED));
    byte[] first = recipients.around(second, service, revision, random).write();
    int filled = (first.length + PADDING - 1) / PADDING * PADDING;
    Ed25519Certificate certificate =
        Ed25519Certificate.sign(
            blinded,
            CertificateType.ONION_DESCRIPTOR_SIGNING,
            CertifiedKey.of(signing.identity()),
            now.plus(CERTIFIED),
            true);
    return OnionServiceDescriptor.sign(
        certificate,
        signing,
        LIFETIME,
        revision,
        LayerCipher.first(service, revision).seal(Arrays.copyOf(first, filled), random));
  }

  @Override
  public void destroy() {
    blinded.destroy();
    signing.destroy();
    recipients.destroy();
    counter.destroy();
  }
}
