package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.directory.document.RelayDescription.Bandwidth;
import org.tropea.directory.document.RelayDescription.ExtraInfoDigest;
import org.tropea.directory.text.IsoTime;
import org.tropea.directory.text.ItemWriter;

/** Writes the items of a router descriptor in the order of C tor, signatures apart. */
final class RouterDescriptorText {
  private static final Pattern EACH_FOUR = Pattern.compile("(.{4})(?!$)");

  /**
   * In which the onion keys vouch for the identities.
   *
   * @param ntorSign the sign of the ntor key's Ed25519 form
   * @param crossSigned what the RSA onion key signs
   */
  record CrossCertificates(Bytes ntor, boolean ntorSign, byte[] crossSigned) {}

  private RouterDescriptorText() {}

  static void write(
      ItemWriter writer,
      RelayDescription description,
      DescriptorKeys keys,
      CrossCertificates certificates) {
    head(writer, description, keys);
    numbers(writer, description, keys);
    keys(writer, keys, certificates);
    tail(writer, description, keys);
  }

  private static void head(ItemWriter writer, RelayDescription description, DescriptorKeys keys) {
    InetSocketAddress address = description.address();
    writer
        .line(
            "router",
            description.nickname(),
            address.getAddress().getHostAddress(),
            address.getPort(),
            0,
            description.dirPort())
        .line("identity-ed25519")
        .object("ED25519 CERT", keys.signingCertificate().encoded().toByteArray())
        .line("master-key-ed25519", keys.signingCertificate().signer().toBase64());
    InetSocketAddress ipv6 = description.ipv6();
    if (ipv6 != null) {
      writer.line("or-address", Addresses.write(ipv6));
    }
  }

  private static void numbers(
      ItemWriter writer, RelayDescription description, DescriptorKeys keys) {
    Bandwidth bandwidth = description.bandwidth();
    String fingerprint = keys.identity().publicKey().identity().toHex();
    writer
        .line("platform", description.platform())
        .line("proto", description.protocols())
        .line("published", IsoTime.write(description.published()))
        .line("fingerprint", EACH_FOUR.matcher(fingerprint).replaceAll("$1 "))
        .line("uptime", description.uptime())
        .line("bandwidth", bandwidth.rate(), bandwidth.burst(), bandwidth.observed());
    ExtraInfoDigest extraInfo = description.extraInfo();
    if (extraInfo != null) {
      writer.line("extra-info-digest", digests(extraInfo));
    }
    if (description.cachesExtraInfo()) {
      writer.line("caches-extra-info");
    }
  }

  private static String digests(ExtraInfoDigest extraInfo) {
    String sha1 = HexFormat.of().withUpperCase().formatHex(extraInfo.sha1().toByteArray());
    @Nullable Bytes sha256 = extraInfo.sha256();
    return sha256 == null ? sha1 : sha1 + " " + Base64Digest.write(sha256);
  }

  private static void keys(ItemWriter writer, DescriptorKeys keys, CrossCertificates certificates) {
    RsaSigningKey onionKey = keys.onionKey();
    if (onionKey != null) {
      writer.line("onion-key");
      writer.object("RSA PUBLIC KEY", onionKey.publicKey().der().toByteArray());
    }
    writer.line("signing-key");
    writer.object("RSA PUBLIC KEY", keys.identity().publicKey().der().toByteArray());
    if (onionKey != null) {
      writer.line("onion-key-crosscert");
      writer.object("CROSSCERT", onionKey.sign(certificates.crossSigned()));
    }
    writer.line("ntor-onion-key-crosscert", certificates.ntorSign() ? 1 : 0);
    writer.object("ED25519 CERT", certificates.ntor().toByteArray());
  }

  private static void tail(ItemWriter writer, RelayDescription description, DescriptorKeys keys) {
    if (!description.family().isEmpty()) {
      writer.line("family", description.family().toArray());
    }
    if (description.hibernating()) {
      writer.line("hibernating", 1);
    }
    if (description.onionServiceDirectory()) {
      writer.line("hidden-service-dir");
    }
    for (Ed25519Certificate each : keys.familyCertificates()) {
      writer.line("family-cert").object("FAMILY CERT", each.encoded().toByteArray());
    }
    String contact = description.contact();
    if (contact != null) {
      writer.line("contact", contact);
    }
    writer.line("ntor-onion-key", Base64Digest.write(keys.ntorOnionKey().publicKey().value()));
    ExitPolicy policy = description.exitPolicy();
    policy.rules().stream()
        .filter(ExitRule::isIpv4)
        .forEach(rule -> writer.text(rule.text() + "\n"));
    if (policy.rules().stream().noneMatch(ExitRule::isIpv4)) {
      writer.line("reject", "*:*");
    }
    if (!description.ipv6Policy().rejectsAll()) {
      writer.line("ipv6-policy", description.ipv6Policy().text());
    }
    if (description.tunnelledDirectory()) {
      writer.line("tunnelled-dir-server");
    }
    Instant overloaded = description.overloaded();
    if (overloaded != null) {
      writer.line("overload-general", 1, IsoTime.write(overloaded));
    }
  }
}
