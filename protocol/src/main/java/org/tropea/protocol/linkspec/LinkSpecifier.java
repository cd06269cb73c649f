package org.tropea.protocol.linkspec;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;

/**
 * One way to reach a relay, or one of its names (tor-spec 5.1.2): type (1), length (1), body. A
 * known type with another length is refused; an unknown type is kept as it is.
 */
public sealed interface LinkSpecifier
    permits Ipv4LinkSpecifier,
        Ipv6LinkSpecifier,
        RsaLinkSpecifier,
        Ed25519LinkSpecifier,
        UnknownLinkSpecifier {

  /** Writes type, length and body. */
  void write(ByteWriter writer);

  /** Reads type, length and body. */
  static LinkSpecifier read(ByteReader reader) throws DecodeException {
    int type = reader.u8();
    ByteReader body = reader.slice(reader.u8());
    LinkSpecifier specifier =
        switch (type) {
          case Ipv4LinkSpecifier.TYPE ->
              new Ipv4LinkSpecifier(new InetSocketAddress(IpAddress.readIpv4(body), body.u16()));
          case Ipv6LinkSpecifier.TYPE ->
              new Ipv6LinkSpecifier(new InetSocketAddress(IpAddress.readIpv6(body), body.u16()));
          case RsaLinkSpecifier.TYPE -> new RsaLinkSpecifier(RsaIdentity.read(body));
          case Ed25519LinkSpecifier.TYPE -> new Ed25519LinkSpecifier(Ed25519Identity.read(body));
          default -> new UnknownLinkSpecifier(type, body.bytes(body.remaining()));
        };
    body.end("a link specifier");
    return specifier;
  }

  /** Reads a count (1) and that many specifiers. */
  static List<LinkSpecifier> readList(ByteReader reader) throws DecodeException {
    int count = reader.u8();
    List<LinkSpecifier> specifiers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      specifiers.add(read(reader));
    }
    return List.copyOf(specifiers);
  }

  /** Writes a count (1) and the specifiers, at most 255. */
  static void writeList(List<LinkSpecifier> specifiers, ByteWriter writer) {
    writer.u8(specifiers.size());
    specifiers.forEach(specifier -> specifier.write(writer));
  }
}
