package org.tropea.directory.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.directory.document.RelayDescription.Bandwidth;
import org.tropea.directory.text.ItemWriter;

class RouterDescriptorTest {
  private static final Instant NOW = Instant.parse("2026-11-20T22:46:00Z");
  private static final Curve25519 CURVE = Curve25519.fastest();

  static byte[] vector(String name) {
    return Vectors.file("ctor-network/" + name);
  }

  static List<RouterDescriptor> ctorDescriptors() throws Exception {
    Batch<UnverifiedRouterDescriptor> batch =
        UnverifiedRouterDescriptor.readAll(vector("server-all"));
    assertThat(batch.refused()).isZero();
    List<RouterDescriptor> verified = new java.util.ArrayList<>();
    for (UnverifiedRouterDescriptor each : batch.documents()) {
      verified.add(each.verify(CURVE, NOW));
    }
    return verified;
  }

  @Test
  void descriptors_ofCtor_verify() throws Exception {
    assertThat(ctorDescriptors()).hasSize(9);
  }

  /** Desc=3: C tor 0.4.9.15 leaves the TAP key out where the network asks it to. */
  @Test
  void descriptors_ofCtorWithoutTapKey_verify() throws Exception {
    Instant then = Instant.parse("2026-11-27T16:14:00Z");
    var batch = UnverifiedRouterDescriptor.readAll(Vectors.file("ctor-0.4.9.15/server-all"));
    assertThat(batch.refused()).isZero();
    int without = 0;
    for (UnverifiedRouterDescriptor each : batch.documents()) {
      RouterDescriptor verified = each.verify(CURVE, then);
      assertThat(verified.ntorOnionKey()).isEqualTo(each.ntorOnionKey());
      without += verified.onionKey() == null ? 1 : 0;
    }
    assertThat(batch.documents()).hasSize(4);
    assertThat(without).isEqualTo(2);
  }

  @Test
  void microdescriptors_ofCtorDescriptors_areCtors() throws Exception {
    Set<Bytes> theirs = new HashSet<>();
    Microdescriptor.readAll(vector("micro")).documents().forEach(each -> theirs.add(each.digest()));
    Set<Bytes> ours = new HashSet<>();
    for (RouterDescriptor each : ctorDescriptors()) {
      ours.add(MicrodescriptorText.of(each, 35).digest());
    }
    assertThat(ours).isEqualTo(theirs);
  }

  @Test
  void extraInfo_ofCtor_verifiesWithItsDescriptor() throws Exception {
    List<RouterDescriptor> descriptors = ctorDescriptors();
    for (UnverifiedExtraInfo each : UnverifiedExtraInfo.readAll(vector("extra-all")).documents()) {
      RouterDescriptor descriptor =
          descriptors.stream().filter(d -> d.identity().equals(each.identity())).findFirst().get();
      ExtraInfo verified = each.verify(CURVE, descriptor);
      assertThat(verified.digests()).isEqualTo(descriptor.description().extraInfo());
    }
  }

  private static String first() {
    String all = new String(vector("server-all"), StandardCharsets.UTF_8);
    return all.substring(0, all.indexOf("\nrouter ") + 1);
  }

  private static UnverifiedRouterDescriptor read(String text) throws DecodeException {
    return UnverifiedRouterDescriptor.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "router auth02 |router auth-2 ",
        " 127.0.0.1 | 127.0.0.256 ",
        " 23009 0 | 65536 0 ",
        "bandwidth 1|bandwidth -1",
        "proto |protocols ",
        "proto Conflux=1 |proto Conflux=64 ",
        "published 2026-11-20 |published 2026-13-20 ",
        "uptime |uptime x",
        "fingerprint |fingerprint 0",
        "reject *:*|reject *:0",
        "reject *:*|reject6 *:*",
        "ntor-onion-key-crosscert 1|ntor-onion-key-crosscert 2",
        "ntor-onion-key-crosscert 0|ntor-onion-key-crosscert 2",
        "hidden-service-dir|family $XYZ",
        "master-key-ed25519 |master-key-ed25519 !",
        "ntor-onion-key |ntor-onion-key !",
      })
  void descriptor_withABadLine_isRefused(String line, String bad) throws Exception {
    String text = first();
    if (text.contains(line.stripTrailing())) {
      assertThatThrownBy(() -> read(text.replace(line.stripTrailing(), bad.stripTrailing())))
          .isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void descriptor_truncatedAnywhere_isRefused() throws Exception {
    byte[] document = first().getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < document.length; length += 7) {
      byte[] truncated = Arrays.copyOf(document, length);
      assertThatThrownBy(() -> UnverifiedRouterDescriptor.read(truncated))
          .isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void descriptor_withSomethingBehind_orTooLong_isRefused() throws Exception {
    assertThatThrownBy(() -> read(first() + "contact late\n")).isInstanceOf(DecodeException.class);
    assertThatThrownBy(
            () -> read(first().replace("reject *:*", "reject *:*\nx " + "y".repeat(20_000))))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void descriptor_withoutAnItem_isRefused() throws Exception {
    String text = first();
    for (String keyword :
        List.of("proto", "published", "bandwidth", "ntor-onion-key ", "reject", "master-key")) {
      int start = text.indexOf("\n" + keyword) + 1;
      int end = text.indexOf('\n', start) + 1;
      String without = text.substring(0, start) + text.substring(end);
      assertThatThrownBy(() -> read(without)).as(keyword).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void descriptor_withAnEmptyKey_isRefused() throws Exception {
    String text = first();
    for (String tag : List.of("RSA PUBLIC KEY", "ED25519 CERT", "CROSSCERT", "SIGNATURE")) {
      String begin = "-----BEGIN " + tag + "-----\n";
      int start = text.indexOf(begin) + begin.length();
      String empty = text.substring(0, start) + text.substring(text.indexOf("-----END", start));
      assertThatThrownBy(() -> read(empty).verify(CURVE, NOW))
          .as(tag)
          .isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void descriptor_changedAnywhere_isNotVerified() throws Exception {
    byte[] document = first().getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int i = 0; i < document.length; i += 13) {
      byte[] changed = document.clone();
      changed[i] ^= 1;
      try {
        UnverifiedRouterDescriptor.read(changed).verify(CURVE, NOW);
      } catch (DecodeException expected) {
        refused++;
      }
    }
    assertThat(refused).isEqualTo((document.length + 12) / 13);
  }

  @Test
  void descriptor_whoseCertificatesExpired_isNotVerified() throws Exception {
    assertThatThrownBy(() -> read(first()).verify(CURVE, NOW.plusSeconds(40 * 86_400)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void extraInfo_ofAnotherRelay_isNotVerified() throws Exception {
    List<RouterDescriptor> descriptors = ctorDescriptors();
    UnverifiedExtraInfo one = UnverifiedExtraInfo.readAll(vector("extra-all")).documents().get(0);
    for (RouterDescriptor each : descriptors) {
      if (!each.identity().equals(one.identity())) {
        assertThatThrownBy(() -> one.verify(CURVE, each)).isInstanceOf(DecodeException.class);
      }
    }
  }

  @Test
  void signed_verifies_andSaysWhatWasSaid() throws Exception {
    SecureRandom random = new SecureRandom();
    Ed25519SigningKey master = Ed25519SigningKey.generate(random);
    DescriptorKeys keys = keys(master, random);
    RelayDescription description =
        RelayDescription.builder("Ours", Addresses.socketAddress("9.8.7.6:9001"))
            .dirPort(9030)
            .ipv6(Addresses.socketAddress("[2001:db8::1]:9001"))
            .platform("Tropea 0.1.0 on Linux")
            .protocols("Link=4-5 Relay=2-3")
            .published(NOW)
            .uptime(77)
            .bandwidth(new Bandwidth(1000, 2000, 500))
            .family(List.of("$" + "AB".repeat(20), "friend"))
            .hibernating(true)
            .onionServiceDirectory(true)
            .contact("somebody <at example.com>")
            .cachesExtraInfo(true)
            .exitPolicy(
                ExitPolicy.readDescriptor(List.of("reject 10.0.0.0/8:*", "accept *:80")),
                PortPolicy.read("accept 80,443"))
            .tunnelledDirectory(true)
            .build();
    RouterDescriptor signed = RouterDescriptor.sign(description, keys);
    RouterDescriptor read =
        UnverifiedRouterDescriptor.read(signed.text().toByteArray()).verify(CURVE, NOW);
    assertThat(read.description()).isEqualTo(description);
    assertThat(read.ed25519Identity()).isEqualTo(master.identity());
    assertThat(read.digest()).isEqualTo(signed.digest());
    Microdescriptor microdescriptor = MicrodescriptorText.of(read, 34);
    assertThat(microdescriptor.ntorOnionKey()).isEqualTo(keys.ntorOnionKey().publicKey());
    assertThat(microdescriptor.policy().text()).isEqualTo("accept 80");
    assertThat(microdescriptor.family().names(read.identity(), "x")).isTrue();
  }

  /** TROVE-2026-062: it expires with the first of its certificates, a family's among them. */
  @Test
  void descriptor_whoseFamilyCertificateExpired_hasExpired() throws Exception {
    SecureRandom random = new SecureRandom();
    Ed25519SigningKey master = Ed25519SigningKey.generate(random);
    DescriptorKeys keys = keys(master, random);
    Instant expires = Instant.parse("2026-11-21T01:00:00Z");
    Ed25519Certificate family =
        Ed25519Certificate.sign(
            Ed25519SigningKey.generate(random),
            CertificateType.FAMILY,
            CertifiedKey.of(master.identity()),
            expires,
            true);
    RelayDescription description =
        RelayDescription.builder("Ours", Addresses.socketAddress("9.8.7.6:9001"))
            .protocols("Link=4-5")
            .published(NOW)
            .build();
    String plain =
        new String(
            RouterDescriptor.sign(description, keys).text().toByteArray(), StandardCharsets.UTF_8);
    ItemWriter writer = new ItemWriter();
    writer.text(plain.substring(0, plain.indexOf("ntor-onion-key ")));
    writer.line("family-cert").object("FAMILY CERT", family.encoded().toByteArray());
    writer.text(
        plain.substring(plain.indexOf("ntor-onion-key "), plain.indexOf("router-sig-ed25519")));
    DescriptorSignatures.write(writer, keys.signingKey(), keys.identity());

    UnverifiedRouterDescriptor read = UnverifiedRouterDescriptor.read(writer.toByteArray());

    RouterDescriptor verified = read.verify(CURVE, expires);
    assertThat(verified.familyIds()).containsExactly("ed25519:" + family.signer().toBase64());
    assertThat(verified.expires()).isEqualTo(expires);
    assertThatThrownBy(() -> read.verify(CURVE, expires.plusSeconds(1)))
        .isInstanceOf(DecodeException.class);
  }

  private static DescriptorKeys keys(Ed25519SigningKey master, SecureRandom random) {
    Ed25519SigningKey signing = Ed25519SigningKey.generate(random);
    return new DescriptorKeys(
        RsaSigningKey.generate(1024, random),
        signing,
        Ed25519Certificate.sign(
            master,
            CertificateType.SIGNING_KEY,
            CertifiedKey.of(signing.identity()),
            NOW.plusSeconds(86_400),
            true),
        X25519KeyPair.generate(CURVE, random),
        NOW.plusSeconds(86_400),
        RsaSigningKey.generate(1024, random));
  }

  @FuzzTest
  void anyBytes_giveADescriptorOrDecodeException(byte[] bytes) {
    Batch<UnverifiedRouterDescriptor> batch = UnverifiedRouterDescriptor.readAll(bytes);
    for (UnverifiedRouterDescriptor each : batch.documents()) {
      try {
        assertThat(each.verify(CURVE, NOW).text()).isEqualTo(each.text());
      } catch (DecodeException expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      }
    }
  }

  @FuzzTest
  void anyBytes_giveAnExtraInfoOrDecodeException(byte[] bytes) {
    Batch<UnverifiedExtraInfo> batch = UnverifiedExtraInfo.readAll(bytes);
    assertThat(batch.documents().size() + batch.refused()).isLessThanOrEqualTo(bytes.length);
  }
}
