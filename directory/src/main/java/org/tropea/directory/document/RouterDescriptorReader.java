package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.certificate.UnverifiedEd25519Certificate;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaPublicKey;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.directory.document.RelayDescription.Bandwidth;
import org.tropea.directory.document.RelayDescription.ExtraInfoDigest;
import org.tropea.directory.text.Grammar;
import org.tropea.directory.text.Item;
import org.tropea.directory.text.ItemReader;
import org.tropea.directory.text.Keyword;
import org.tropea.directory.text.Section;

/** Reads one router descriptor, checking all that needs no signature. For one use. */
final class RouterDescriptorReader {
  private static final int KEY_BITS = 1024;
  private static final long KEY_EXPONENT = 65537;
  private static final Grammar GRAMMAR =
      Grammar.startingWith(
          Keyword.once(UnverifiedRouterDescriptor.FIRST, 5),
          Keyword.once("identity-ed25519", 0).withObject(),
          Keyword.once("master-key-ed25519", 1),
          Keyword.any("or-address", 1),
          Keyword.atMostOnce("platform", 0),
          Keyword.once("proto", 0),
          Keyword.once("published", 2),
          Keyword.atMostOnce("fingerprint", 1),
          Keyword.atMostOnce("uptime", 1),
          Keyword.once("bandwidth", 3),
          Keyword.atMostOnce("extra-info-digest", 1),
          Keyword.atMostOnce("caches-extra-info", 0),
          Keyword.atMostOnce("onion-key", 0).withObject(),
          Keyword.once("signing-key", 0).withObject(),
          Keyword.atMostOnce("onion-key-crosscert", 0).withObject(),
          Keyword.once("ntor-onion-key-crosscert", 1).withObject(),
          Keyword.atMostOnce("family", 0),
          Keyword.any("family-cert", 0).withObject(),
          Keyword.atMostOnce("hibernating", 1),
          Keyword.atMostOnce("hidden-service-dir", 0),
          Keyword.atMostOnce("contact", 0),
          Keyword.once("ntor-onion-key", 1),
          Keyword.any("accept", 1),
          Keyword.any("reject", 1),
          Keyword.any("accept6", 0),
          Keyword.any("reject6", 0),
          Keyword.atMostOnce("ipv6-policy", 0),
          Keyword.atMostOnce("tunnelled-dir-server", 0),
          Keyword.once(DescriptorSignatures.ED25519, 1),
          Keyword.once(DescriptorSignatures.RSA, 0).withObject());

  private final byte[] document;
  private final Section section;

  RouterDescriptorReader(byte[] document) throws DecodeException {
    if (document.length > UnverifiedRouterDescriptor.MAX_LENGTH) {
      throw new DecodeException("a router descriptor is too long");
    }
    this.document = document;
    this.section = GRAMMAR.read(new ItemReader(document));
  }

  UnverifiedRouterDescriptor read() throws DecodeException {
    Item certificate = section.get("identity-ed25519");
    if (certificate.place().start()
        != section.get(UnverifiedRouterDescriptor.FIRST).place().end()) {
      throw certificate.bad("does not stand second");
    }
    RsaPublicKey identityKey = key(section.get("signing-key"));
    Item fingerprint = section.find("fingerprint");
    if (fingerprint != null && !fingerprint(fingerprint).equals(identityKey.identity())) {
      throw fingerprint.bad("is not that of the signing key");
    }
    Item onionKey = section.find("onion-key");
    Item onionCertificate = section.find("onion-key-crosscert");
    if ((onionKey == null) != (onionCertificate == null)) {
      throw new DecodeException("of onion-key and onion-key-crosscert only one is there");
    }
    Item ntorCertificate = section.get("ntor-onion-key-crosscert");
    List<UnverifiedEd25519Certificate> families = new ArrayList<>();
    for (Item item : section.all("family-cert")) {
      families.add(certificate(item, "FAMILY CERT"));
    }
    return new UnverifiedRouterDescriptor(
        description(),
        identityKey,
        masterKey(section.get("master-key-ed25519")),
        certificate(certificate, "ED25519 CERT"),
        ntorOnionKey(section.get("ntor-onion-key")),
        certificate(ntorCertificate, "ED25519 CERT"),
        sign(ntorCertificate),
        onionKey == null ? null : key(onionKey),
        onionCertificate == null ? null : Bytes.copyFrom(onionCertificate.object("CROSSCERT")),
        families,
        DescriptorSignatures.read(document, section),
        Bytes.copyFrom(document));
  }

  private RelayDescription description() throws DecodeException {
    Item router = section.get(UnverifiedRouterDescriptor.FIRST);
    if (!Nickname.isLegal(router.argument(0))) {
      throw router.bad("has no valid nickname");
    }
    Item uptime = section.find("uptime");
    Item hibernating = section.find("hibernating");
    Item contact = section.find("contact");
    Item platform = section.find("platform");
    Protocols.read(section.get("proto").text());
    return RelayDescription.builder(router.argument(0), address(router))
        .dirPort((int) router.number(4, 0, 65535))
        .ipv6(RelayEntry.firstIpv6(section.all("or-address")))
        .platform(platform == null ? "" : platform.text())
        .protocols(section.get("proto").text())
        .published(section.get("published").time(0))
        .uptime(uptime == null ? 0 : uptime.number(0, 0, Long.MAX_VALUE))
        .bandwidth(bandwidth(section.get("bandwidth")))
        .extraInfo(extraInfo(section.find("extra-info-digest")))
        .family(family(section.find("family")))
        .hibernating(hibernating != null && !hibernating.argument(0).equals("0"))
        .onionServiceDirectory(section.find("hidden-service-dir") != null)
        .contact(contact == null ? null : contact.text())
        .cachesExtraInfo(section.find("caches-extra-info") != null)
        .exitPolicy(exitPolicy(), ipv6Policy(section.find("ipv6-policy")))
        .tunnelledDirectory(section.find("tunnelled-dir-server") != null)
        .build();
  }

  private static InetSocketAddress address(Item router) throws DecodeException {
    return new InetSocketAddress(
        Addresses.ipv4(router.argument(1)), (int) router.number(2, 0, 65535));
  }

  private static Bandwidth bandwidth(Item item) throws DecodeException {
    return new Bandwidth(
        (int) item.number(0, 1, Integer.MAX_VALUE),
        (int) item.number(1, 0, Integer.MAX_VALUE),
        (int) item.number(2, 0, Integer.MAX_VALUE));
  }

  private static @Nullable ExtraInfoDigest extraInfo(@Nullable Item item) throws DecodeException {
    if (item == null) {
      return null;
    }
    try {
      byte[] sha1 = HexFormat.of().parseHex(item.argument(0));
      if (sha1.length != 20) {
        throw item.bad("is malformed");
      }
      List<String> words = item.arguments();
      Bytes sha256 = words.size() > 1 ? Bytes.copyFrom(Base64Digest.read(words.get(1), 32)) : null;
      return new ExtraInfoDigest(Bytes.copyFrom(sha1), sha256);
    } catch (IllegalArgumentException e) {
      throw item.bad("is malformed");
    }
  }

  private static List<String> family(@Nullable Item item) throws DecodeException {
    List<String> members = item == null ? List.of() : item.arguments();
    for (String member : members) {
      if (!Family.isMember(member)) {
        throw new DecodeException("the family of a descriptor has a malformed member");
      }
    }
    return members;
  }

  private ExitPolicy exitPolicy() throws DecodeException {
    if (!section.all("accept6").isEmpty() || !section.all("reject6").isEmpty()) {
      throw new DecodeException("a descriptor has a rule for IPv6 outside of ipv6-policy");
    }
    List<String> lines =
        Stream.concat(section.all("accept").stream(), section.all("reject").stream())
            .sorted(Comparator.comparingInt((Item item) -> item.place().start()))
            .map(item -> item.keyword() + " " + item.text())
            .toList();
    if (lines.isEmpty()) {
      throw new DecodeException("a descriptor has no exit policy");
    }
    return ExitPolicy.readDescriptor(lines);
  }

  private static PortPolicy ipv6Policy(@Nullable Item item) throws DecodeException {
    return item == null ? PortPolicy.REJECT_ALL : PortPolicy.read(item.text());
  }

  private static RsaPublicKey key(Item item) throws DecodeException {
    RsaPublicKey key = RsaPublicKey.fromDer(item.object("RSA PUBLIC KEY"));
    if (key.bits() != KEY_BITS
        || !key.exponent().equals(java.math.BigInteger.valueOf(KEY_EXPONENT))) {
      throw item.bad("has not 1024 bits and the usual exponent");
    }
    return key;
  }

  private static RsaIdentity fingerprint(Item item) throws DecodeException {
    try {
      return RsaIdentity.fromHex(String.join("", item.words()));
    } catch (DecodeException e) {
      throw item.bad("is malformed");
    }
  }

  private static Ed25519Identity masterKey(Item item) throws DecodeException {
    try {
      return Ed25519Identity.fromBase64(item.argument(0));
    } catch (DecodeException e) {
      throw item.bad("is malformed");
    }
  }

  private static X25519PublicKey ntorOnionKey(Item item) throws DecodeException {
    try {
      return X25519PublicKey.of(Base64Digest.read(item.argument(0), X25519PublicKey.LENGTH));
    } catch (DecodeException e) {
      throw item.bad("is malformed");
    }
  }

  private static UnverifiedEd25519Certificate certificate(Item item, String tag)
      throws DecodeException {
    return UnverifiedEd25519Certificate.read(item.object(tag));
  }

  private static boolean sign(Item item) throws DecodeException {
    List<String> arguments = item.arguments();
    if (arguments.size() != 1 || !(arguments.get(0).equals("0") || arguments.get(0).equals("1"))) {
      throw item.bad("has no valid sign");
    }
    return arguments.get(0).equals("1");
  }
}
