package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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

/** Reads the parts of one consensus: header, relays, footer, signatures. For one use. */
final class ConsensusReader {
  private static final String FOOTER = "directory-footer";
  private static final String SIGNATURE = "directory-signature";
  private static final Set<String> BEHIND_HEADER = Set.of("r", FOOTER, SIGNATURE);
  private static final Grammar HEADER =
      Grammar.startingWith(
          Keyword.once("network-status-version", 1),
          Keyword.once("vote-status", 1),
          Keyword.once("consensus-method", 1),
          Keyword.once("valid-after", 2),
          Keyword.once("fresh-until", 2),
          Keyword.once("valid-until", 2),
          Keyword.once("voting-delay", 2),
          Keyword.once("known-flags", 0),
          Keyword.atMostOnce("params", 0),
          Keyword.atMostOnce("recommended-client-protocols", 0),
          Keyword.atMostOnce("recommended-relay-protocols", 0),
          Keyword.atMostOnce("required-client-protocols", 0),
          Keyword.atMostOnce("required-relay-protocols", 0),
          Keyword.atMostOnce("shared-rand-previous-value", 2),
          Keyword.atMostOnce("shared-rand-current-value", 2),
          Keyword.atLeastOnce("dir-source", 6));
  private static final Grammar FOOTER_GRAMMAR =
      Grammar.startingWith(Keyword.once(FOOTER, 0), Keyword.atMostOnce("bandwidth-weights", 0));

  private final byte[] document;
  private final ItemReader reader;
  private Flavour flavour = Flavour.NS;

  ConsensusReader(byte[] document) {
    this.document = document;
    this.reader = new ItemReader(document);
  }

  UnverifiedConsensus read() throws DecodeException {
    Section header = HEADER.read(reader.take(BEHIND_HEADER));
    flavour = flavour(header.get("network-status-version"));
    expect(header.get("vote-status"), 0, "consensus");
    Set<RsaIdentity> sources = new HashSet<>();
    for (Item source : header.all("dir-source")) {
      sources.add(identity(source, 1));
    }
    RelayEntryReader entries = new RelayEntryReader(document, flavour);
    List<RelayEntry> relays = entries.readAll(reader, BEHIND_HEADER);
    Map<String, Integer> weights = weights();
    Item first = reader.peek();
    List<DocumentSignature> signatures = signatures(sources);
    return new UnverifiedConsensus(
        flavour,
        (int) header.get("consensus-method").number(0, 1, Integer.MAX_VALUE),
        lifetime(header),
        delay(header.get("voting-delay")),
        advice(header),
        Set.copyOf(header.get("known-flags").words()),
        parameters(header.find("params")),
        randomness(header),
        weights,
        relays,
        entries.malformed(),
        signatures,
        signedDigest(first),
        Bytes.copyFrom(document));
  }

  static Lifetime lifetime(Section header) throws DecodeException {
    Lifetime lifetime =
        new Lifetime(
            header.get("valid-after").time(0),
            header.get("fresh-until").time(0),
            header.get("valid-until").time(0));
    if (!lifetime.validAfter().isBefore(lifetime.freshUntil())
        || lifetime.freshUntil().isAfter(lifetime.validUntil())) {
      throw header.get("valid-until").bad("and the other times are out of order");
    }
    return lifetime;
  }

  private static SharedRandomness randomness(Section header) throws DecodeException {
    Item previous = header.find("shared-rand-previous-value");
    Item current = header.find("shared-rand-current-value");
    return new SharedRandomness(
        true,
        List.of(),
        previous == null ? null : SharedRandomValue.read(previous),
        current == null ? null : SharedRandomValue.read(current));
  }

  private static VotingDelay delay(Item item) throws DecodeException {
    return new VotingDelay(
        (int) item.number(0, 0, Integer.MAX_VALUE), (int) item.number(1, 0, Integer.MAX_VALUE));
  }

  private ProtocolAdvice advice(Section header) throws DecodeException {
    return new ProtocolAdvice(
        protocols(header.find("recommended-client-protocols")),
        protocols(header.find("recommended-relay-protocols")),
        protocols(header.find("required-client-protocols")),
        protocols(header.find("required-relay-protocols")));
  }

  private Protocols protocols(@Nullable Item item) throws DecodeException {
    try {
      return item == null ? Protocols.NONE : Protocols.readDemand(RawLine.text(document, item));
    } catch (DecodeException e) {
      throw item == null ? e : item.bad("is malformed");
    }
  }

  /** Parameters must be sorted, and none may stand twice. */
  private static Map<String, Integer> parameters(@Nullable Item item) throws DecodeException {
    Map<String, Integer> values = pairs(item);
    String previous = "";
    for (String word : item == null ? List.<String>of() : item.words()) {
      if (previous.compareTo(word) >= 0) {
        throw new DecodeException("params are not sorted");
      }
      previous = word;
    }
    return values;
  }

  private static Map<String, Integer> pairs(@Nullable Item item) throws DecodeException {
    Map<String, Integer> values = new HashMap<>();
    if (item != null) {
      for (String word : item.words()) {
        int equals = word.indexOf('=');
        if (equals < 1) {
          throw item.bad("has an entry that is no name=value");
        }
        long value = item.number(word.substring(equals + 1), Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (values.put(word.substring(0, equals), (int) value) != null) {
          throw item.bad("has an entry twice");
        }
      }
    }
    return Map.copyOf(values);
  }

  private Map<String, Integer> weights() throws DecodeException {
    Item next = reader.peek();
    if (next == null || !next.keyword().equals(FOOTER)) {
      return Map.of();
    }
    return pairs(FOOTER_GRAMMAR.read(reader, Set.of(SIGNATURE)).find("bandwidth-weights"));
  }

  /** The signatures by the flavour's digest; unknown algorithms are passed over. */
  private List<DocumentSignature> signatures(Set<RsaIdentity> sources) throws DecodeException {
    Map<RsaIdentity, DocumentSignature> signatures = new LinkedHashMap<>();
    for (Item item = reader.next(); item != null; item = reader.next()) {
      if (!item.keyword().equals(SIGNATURE)) {
        throw item.bad("stands behind a signature");
      }
      boolean named = item.arguments().size() > 2;
      if (!(named ? item.argument(0) : "sha1").equals(flavour.algorithm())) {
        continue;
      }
      DocumentSignature signature = DocumentSignature.read(item, named ? 1 : 0);
      if (!sources.contains(signature.identity())) {
        throw item.bad("is of nobody who voted");
      }
      signatures.putIfAbsent(signature.identity(), signature);
    }
    return List.copyOf(signatures.values());
  }

  /** The signed part reaches through the space behind the first {@code directory-signature}. */
  private Bytes signedDigest(@Nullable Item first) throws DecodeException {
    if (first == null) {
      throw new DecodeException("a consensus has no signature");
    }
    return flavour.digest(document, SignedPart.end(document, first));
  }

  private static Flavour flavour(Item item) throws DecodeException {
    expect(item, 0, "3");
    String word = item.arguments().size() < 2 ? Flavour.NS.word() : item.argument(1);
    for (Flavour flavour : Flavour.values()) {
      if (flavour.word().equals(word)) {
        return flavour;
      }
    }
    throw item.bad("is of an unknown flavour");
  }

  private static void expect(Item item, int index, String value) throws DecodeException {
    if (!item.argument(index).equals(value)) {
      throw item.bad("is of another kind than a consensus");
    }
  }

  private static RsaIdentity identity(Item item, int index) throws DecodeException {
    try {
      return RsaIdentity.fromHex(item.argument(index));
    } catch (DecodeException e) {
      throw item.bad("has a malformed identity");
    }
  }
}
