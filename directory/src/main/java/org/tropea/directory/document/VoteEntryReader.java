package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.text.Grammar;
import org.tropea.directory.text.Item;
import org.tropea.directory.text.ItemReader;
import org.tropea.directory.text.Keyword;
import org.tropea.directory.text.Section;

/**
 * Reads the relays of one vote. A malformed entry makes the whole vote malformed, as in C tor:
 * authorities agree on a consensus only where they agree on which votes count.
 */
final class VoteEntryReader {
  private static final Grammar GRAMMAR =
      Grammar.startingWith(
          Keyword.once("r", 8),
          Keyword.any("a", 1),
          Keyword.once("s", 0),
          Keyword.atMostOnce("v", 0),
          Keyword.once("pr", 0),
          Keyword.atMostOnce("w", 0),
          Keyword.atMostOnce("p", 0),
          Keyword.any("m", 0),
          Keyword.any("id", 2),
          Keyword.any("stats", 0));
  private static final int ED25519_LENGTH = 32;

  private final byte[] document;
  private final Set<String> knownFlags;
  private final Set<Bytes> ed25519Seen = new HashSet<>();

  VoteEntryReader(byte[] document, List<String> knownFlags) {
    this.document = document;
    this.knownFlags = Set.copyOf(knownFlags);
  }

  /** Reads entries as long as an {@code r} item is next; they must ascend by identity. */
  List<VoteEntry> readAll(ItemReader reader, Set<String> until) throws DecodeException {
    List<VoteEntry> entries = new ArrayList<>();
    for (Item next = reader.peek();
        next != null && next.keyword().equals("r");
        next = reader.peek()) {
      VoteEntry entry = read(GRAMMAR.read(reader, until));
      VoteEntry previous = entries.isEmpty() ? null : entries.get(entries.size() - 1);
      if (previous != null && previous.compareByIdentity(entry) >= 0) {
        throw next.bad("is not behind the relay before it by identity");
      }
      Bytes ed25519 = entry.ed25519();
      if (ed25519 != null && !ed25519.equals(VoteEntry.NO_ED25519) && !ed25519Seen.add(ed25519)) {
        throw next.bad("has the Ed25519 identity of another relay");
      }
      entries.add(entry);
    }
    return List.copyOf(entries);
  }

  private VoteEntry read(Section section) throws DecodeException {
    List<MicrodescriptorVote> microdescriptors = new ArrayList<>();
    for (Item item : section.all("m")) {
      microdescriptors.add(MicrodescriptorVote.read(RawLine.text(document, item)));
    }
    Item weight = section.find("w");
    return new VoteEntry(
        relay(section.get("r"), section.all("a")),
        flags(section.get("s")),
        text(section.find("v")),
        protocols(section.get("pr")),
        VoteWeight.read(weight, weight == null ? List.of() : weight.arguments()),
        policy(section.find("p")),
        ed25519(section.all("id")),
        microdescriptors,
        text(section.find("stats")));
  }

  /** {@code r nickname identity descriptor date time address orport dirport}. */
  private static RelayLine relay(Item r, List<Item> addresses) throws DecodeException {
    List<String> arguments = r.arguments();
    if (!Nickname.isLegal(arguments.get(0))) {
      throw r.bad("has an illegal nickname");
    }
    try {
      return new RelayLine(
          arguments.get(0),
          RsaIdentity.of(Base64Digest.read(arguments.get(1), RsaIdentity.LENGTH)),
          Bytes.copyFrom(Base64Digest.read(arguments.get(2), RelayLine.DIGEST_LENGTH)),
          r.time(3),
          new InetSocketAddress(Addresses.ipv4(arguments.get(5)), RelayLine.port(arguments.get(6))),
          RelayLine.port(arguments.get(7)),
          RelayEntry.firstIpv6(addresses));
    } catch (DecodeException e) {
      throw r.bad("is malformed");
    }
  }

  private Set<String> flags(Item item) throws DecodeException {
    Set<String> flags = new HashSet<>(RawLine.words(document, item));
    if (!knownFlags.containsAll(flags)) {
      throw item.bad("has a flag that the vote does not know");
    }
    return flags;
  }

  private String protocols(Item item) throws DecodeException {
    String text = RawLine.text(document, item);
    try {
      Protocols.read(text);
    } catch (DecodeException e) {
      throw item.bad("is malformed");
    }
    return text;
  }

  private @Nullable String policy(@Nullable Item item) throws DecodeException {
    String policy = text(item);
    if (item != null
        && policy != null
        && !policy.startsWith("accept ")
        && !policy.startsWith("reject ")) {
      throw item.bad("neither accepts nor rejects");
    }
    return policy;
  }

  private @Nullable String text(@Nullable Item item) {
    return item == null ? null : RawLine.text(document, item);
  }

  private static @Nullable Bytes ed25519(List<Item> lines) throws DecodeException {
    Bytes identity = null;
    for (Item item : lines) {
      if (item.argument(0).equals("ed25519")) {
        String word = item.argument(1);
        try {
          identity =
              word.equals("none")
                  ? VoteEntry.NO_ED25519
                  : Bytes.copyFrom(Base64Digest.read(word, ED25519_LENGTH));
        } catch (DecodeException e) {
          throw item.bad("has a malformed Ed25519 identity");
        }
      }
    }
    return identity;
  }
}
