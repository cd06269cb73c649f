package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * Reads the relays of one consensus; equal flags and protocols of many relays become one object,
 * which keeps ten thousand entries small. A malformed entry costs itself and is counted, where C
 * tor refuses the whole consensus: a majority of authorities signed the others. For one use.
 */
final class RelayEntryReader {
  private static final Grammar GRAMMAR =
      Grammar.startingWith(
          Keyword.once("r", 7),
          Keyword.any("a", 1),
          Keyword.any("m", 1),
          Keyword.once("s", 0),
          Keyword.once("pr", 0),
          Keyword.atMostOnce("w", 0));

  private final byte[] document;
  private final Flavour flavour;
  private final Map<String, Set<RelayFlag>> flags = new HashMap<>();
  private final Map<String, Protocols> protocols = new HashMap<>();

  private int malformed;

  RelayEntryReader(byte[] document, Flavour flavour) {
    this.document = document;
    this.flavour = flavour;
  }

  /** Reads entries as long as an {@code r} line is next; they must ascend by identity. */
  List<RelayEntry> readAll(ItemReader reader, Set<String> until) throws DecodeException {
    List<RelayEntry> entries = new ArrayList<>();
    byte[] previous = null;
    while (reader.isNext("r")) {
      ItemReader part = reader.take(until);
      RelayEntry entry;
      try {
        entry = read(GRAMMAR.read(part));
      } catch (DecodeException e) {
        malformed++;
        continue;
      }
      byte[] identity = entry.identity().value().toByteArray();
      if (previous != null && Arrays.compareUnsigned(previous, identity) >= 0) {
        throw new DecodeException(
            "the relay before line " + reader.line() + " is not behind its forerunner by identity");
      }
      previous = identity;
      entries.add(entry);
    }
    return List.copyOf(entries);
  }

  /** How many entries were malformed. */
  int malformed() {
    return malformed;
  }

  /** {@code r nickname identity [descriptor] date time address orport dirport}. */
  private RelayEntry read(Section section) throws DecodeException {
    Item r = section.get("r");
    List<String> arguments = r.arguments();
    if (!Nickname.isLegal(arguments.get(0))) {
      throw r.bad("has an illegal nickname");
    }
    boolean ns = flavour == Flavour.NS;
    int date = ns ? 3 : 2;
    Item digest = ns ? r : section.find("m");
    if (digest == null || arguments.size() < date + 5) {
      throw r.bad("has too few arguments, or no m line follows");
    }
    return new RelayEntry(
        arguments.get(0),
        identity(r, arguments.get(1)),
        r.time(date),
        address(r, arguments.get(date + 2), RelayLine.port(arguments.get(date + 3))),
        RelayLine.port(arguments.get(date + 4)),
        RelayEntry.firstIpv6(section.all("a")),
        ns ? digest(r, 2, RelayLine.DIGEST_LENGTH) : digest(digest, 0, RelayEntry.DIGEST_LENGTH),
        flags(section.get("s")),
        protocols(section.get("pr")),
        bandwidth(section.find("w")));
  }

  private static RsaIdentity identity(Item item, String text) throws DecodeException {
    try {
      return RsaIdentity.of(Base64Digest.read(text, RsaIdentity.LENGTH));
    } catch (DecodeException e) {
      throw item.bad("has a malformed identity");
    }
  }

  private static InetSocketAddress address(Item item, String ipv4, int port)
      throws DecodeException {
    try {
      return RelayEntry.address(Addresses.ipv4(ipv4), port);
    } catch (DecodeException e) {
      throw item.bad("has a malformed address");
    }
  }

  private static Bytes digest(Item item, int index, int length) throws DecodeException {
    try {
      return Bytes.copyFrom(Base64Digest.read(item.argument(index), length));
    } catch (DecodeException e) {
      throw item.bad("is malformed");
    }
  }

  private Set<RelayFlag> flags(Item item) {
    return flags.computeIfAbsent(item.text(), text -> known(item.words()));
  }

  /** Whoever is listed runs and is valid, whether the line says so or not, as in C tor. */
  private static Set<RelayFlag> known(List<String> words) {
    EnumSet<RelayFlag> known = EnumSet.of(RelayFlag.RUNNING, RelayFlag.VALID);
    for (String word : words) {
      RelayFlag flag = RelayFlag.of(word);
      if (flag != null) {
        known.add(flag);
      }
    }
    return Collections.unmodifiableSet(known);
  }

  private Protocols protocols(Item item) throws DecodeException {
    String text = RawLine.text(document, item);
    Protocols same = protocols.get(text);
    if (same != null) {
      return same;
    }
    try {
      Protocols read = Protocols.read(text);
      protocols.put(text, read);
      return read;
    } catch (DecodeException e) {
      throw item.bad("is malformed");
    }
  }

  /** Where it is said more than once, the last counts. */
  private static long bandwidth(@Nullable Item item) throws DecodeException {
    long bandwidth = RelayEntry.UNKNOWN_BANDWIDTH;
    if (item != null) {
      for (String word : item.words()) {
        if (word.startsWith("Bandwidth=")) {
          bandwidth = item.number(word.substring("Bandwidth=".length()), 0, 0xffffffffL);
        }
      }
    }
    return bandwidth;
  }
}
