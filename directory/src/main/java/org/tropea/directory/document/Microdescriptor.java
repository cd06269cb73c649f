package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.directory.text.Chunks;
import org.tropea.directory.text.Grammar;
import org.tropea.directory.text.Item;
import org.tropea.directory.text.ItemReader;
import org.tropea.directory.text.Keyword;
import org.tropea.directory.text.Section;

/**
 * What clients need to know of a relay beyond the consensus (dir-spec 3.3). Immutable.
 *
 * <p>The consensus names it by its digest, so it carries no signature. Its RSA onion key, which no
 * handshake uses any more and which may be absent, is passed over.
 *
 * @param digest SHA-256 of {@code text}
 * @param ipv6 a further address of the relay
 * @param policy for IPv4 targets; closed where the line is missing or beyond understanding
 */
public record Microdescriptor(
    Bytes digest,
    X25519PublicKey ntorOnionKey,
    @Nullable Ed25519Identity identity,
    @Nullable InetSocketAddress ipv6,
    Family family,
    List<String> familyIds,
    PortPolicy policy,
    PortPolicy ipv6Policy,
    Bytes text) {
  private static final String FIRST = "onion-key";
  private static final Grammar GRAMMAR =
      Grammar.startingWith(
          Keyword.once(FIRST, 0).withOptionalObject(),
          Keyword.once("ntor-onion-key", 1),
          Keyword.any("id", 2),
          Keyword.any("a", 1),
          Keyword.atMostOnce("family", 0),
          Keyword.atMostOnce("family-ids", 0),
          Keyword.atMostOnce("p", 0),
          Keyword.atMostOnce("p6", 0));

  /** Keeps its own copy of the list. */
  public Microdescriptor {
    familyIds = List.copyOf(familyIds);
  }

  /** Reads one, without annotations. */
  public static Microdescriptor read(byte[] document) throws DecodeException {
    Section section = GRAMMAR.read(new ItemReader(document));
    Item onionKey = section.get(FIRST);
    if (onionKey.object() != null) {
      onionKey.object("RSA PUBLIC KEY");
    }
    Item family = section.find("family");
    Item familyIds = section.find("family-ids");
    return new Microdescriptor(
        Bytes.copyFrom(Digest.sha256(document)),
        ntorOnionKey(section.get("ntor-onion-key")),
        identity(section.all("id")),
        RelayEntry.firstIpv6(section.all("a")),
        family == null ? Family.NONE : Family.of(family.words()),
        familyIds == null ? List.of() : familyIds.words(),
        policy(section.find("p")),
        policy(section.find("p6")),
        Bytes.copyFrom(document));
  }

  /** Reads many, one behind the other; a malformed one is left out and counted. */
  public static Batch<Microdescriptor> readAll(byte[] documents) {
    List<Microdescriptor> read = new ArrayList<>();
    int refused = 0;
    for (byte[] document : Chunks.startingWith(documents, FIRST)) {
      try {
        read.add(read(document));
      } catch (DecodeException e) {
        refused++;
      }
    }
    return new Batch<>(read, refused);
  }

  private static X25519PublicKey ntorOnionKey(Item item) throws DecodeException {
    try {
      return X25519PublicKey.of(Base64Digest.read(item.argument(0), X25519PublicKey.LENGTH));
    } catch (DecodeException e) {
      throw item.bad("is malformed");
    }
  }

  private static @Nullable Ed25519Identity identity(List<Item> lines) throws DecodeException {
    Ed25519Identity identity = null;
    for (Item item : lines) {
      if (item.argument(0).equals("ed25519")) {
        if (identity != null) {
          throw item.bad("names two Ed25519 identities");
        }
        try {
          identity = Ed25519Identity.fromBase64(item.argument(1));
        } catch (DecodeException e) {
          throw item.bad("has a malformed Ed25519 identity");
        }
      }
    }
    return identity;
  }

  /** An unreadable policy is closed, as in C tor: the relay still serves as a middle. */
  private static PortPolicy policy(@Nullable Item item) {
    try {
      return item == null ? PortPolicy.REJECT_ALL : PortPolicy.read(item.text());
    } catch (DecodeException e) {
      return PortPolicy.REJECT_ALL;
    }
  }
}
