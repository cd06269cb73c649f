package org.tropea.authority.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.crypto.tink.util.Bytes;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.directory.document.DescriptorKeys;
import org.tropea.directory.document.ExtraInfo;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RelayDescriptionBuilder;
import org.tropea.directory.document.RouterDescriptor;

/** A relay that says something new of itself each time. */
public final class TestRelay {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final DescriptorKeys keys;
  private RouterDescriptor last;

  /** A relay whose keys hold for a month from then on. */
  public TestRelay(Instant from) {
    this(from, RsaSigningKey.generate(1024, RANDOM));
  }

  private TestRelay(Instant from, RsaSigningKey identity) {
    Ed25519SigningKey master = Ed25519SigningKey.generate(RANDOM);
    Ed25519SigningKey signing = Ed25519SigningKey.generate(RANDOM);
    Instant expires = from.plus(Duration.ofDays(30));
    keys =
        new DescriptorKeys(
            identity,
            signing,
            Ed25519Certificate.sign(
                master,
                CertificateType.SIGNING_KEY,
                CertifiedKey.of(signing.identity()),
                expires,
                true),
            X25519KeyPair.generate(Curve25519.fastest(), RANDOM),
            expires,
            RsaSigningKey.generate(1024, RANDOM));
    last = describe(from, "new").descriptor();
  }

  /** One that has this one's RSA identity, and another Ed25519 identity. */
  public TestRelay withOtherEd25519(Instant from) {
    return new TestRelay(from, keys.identity());
  }

  /** What it uploads. */
  public record Documents(RouterDescriptor descriptor, ExtraInfo extraInfo) {
    /** Both, one behind the other. */
    public byte[] body() {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(descriptor.text().toByteArray());
      body.writeBytes(extraInfo.text().toByteArray());
      return body.toByteArray();
    }
  }

  /** Its identity. */
  public RsaIdentity identity() {
    return keys.identity().publicKey().identity();
  }

  /** What it says at that time, with these words as its contact. */
  public Documents describe(Instant published, String contact) {
    RelayDescriptionBuilder builder =
        RelayDescription.builder(
                "test", new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001))
            .platform("Tor 0.4.9.15 on Linux")
            .protocols("Cons=1-2 Desc=1-2 Link=4-5 Microdesc=1-3 Relay=2-3")
            .bandwidth(new RelayDescription.Bandwidth(1 << 20, 1 << 21, 1 << 18))
            .published(published)
            .contact(contact)
            .tunnelledDirectory(true);
    ExtraInfo extraInfo = ExtraInfo.sign("test", published, keys);
    last = RouterDescriptor.sign(builder.extraInfo(extraInfo.digests()).build(), keys);
    return new Documents(last, extraInfo);
  }

  /** What it says at that time, with its ORPort there and what {@code change} adds. */
  public RouterDescriptor describe(
      Instant published, InetSocketAddress address, UnaryOperator<RelayDescriptionBuilder> change) {
    RelayDescriptionBuilder builder =
        RelayDescription.builder("test", address).protocols("LinkAuth=3").published(published);
    return RouterDescriptor.sign(change.apply(builder).build(), keys);
  }

  /** A body of this length at least, of descriptors that are signed wrongly. */
  public byte[] flood(int length) {
    Bytes text = last.text();
    String broken = new String(text.toByteArray(), ISO_8859_1).replace("contact", "contacts x");
    return broken.repeat(length / broken.length() + 1).getBytes(ISO_8859_1);
  }
}
