package org.tropea.authority.vote;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.directory.document.DescriptorKeys;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RelayDescription.Bandwidth;
import org.tropea.directory.document.RouterDescriptor;

/** Relays with descriptors of their own, all at one address, which keep onion services. */
final class TestRelays {
  static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();

  private TestRelays() {}

  /** One that says that it has been up for so long and carries so many bytes per second. */
  static ObservedRelay relay(boolean running, Duration uptime, int bandwidth) {
    return relay(running, uptime, bandwidth, NOW.plus(Duration.ofDays(1)));
  }

  /** The same with a signing key certificate that holds up to then. */
  static ObservedRelay relay(boolean running, Duration uptime, int bandwidth, Instant expires) {
    RelayDescription description =
        RelayDescription.builder("relay", new InetSocketAddress(address(), 9001))
            .protocols("Link=4-5")
            .published(NOW)
            .uptime(uptime.toSeconds())
            .bandwidth(new Bandwidth(bandwidth, bandwidth, bandwidth))
            .onionServiceDirectory(true)
            .tunnelledDirectory(true)
            .build();
    return new ObservedRelay(
        RouterDescriptor.sign(description, keys(expires)), running, Stability.unbroken(10));
  }

  private static DescriptorKeys keys(Instant expires) {
    Ed25519SigningKey signing = Ed25519SigningKey.generate(RANDOM);
    return new DescriptorKeys(
        RsaSigningKey.generate(1024, RANDOM),
        signing,
        Ed25519Certificate.sign(
            Ed25519SigningKey.generate(RANDOM),
            CertificateType.SIGNING_KEY,
            CertifiedKey.of(signing.identity()),
            expires,
            true),
        X25519KeyPair.generate(Curve25519.fastest(), RANDOM),
        NOW.plus(Duration.ofDays(1)),
        null);
  }

  private static InetAddress address() {
    try {
      return InetAddress.getByAddress(new byte[] {5, 6, 7, 8});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
