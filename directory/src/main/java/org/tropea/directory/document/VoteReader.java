package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.text.Grammar;
import org.tropea.directory.text.Item;
import org.tropea.directory.text.ItemReader;
import org.tropea.directory.text.Keyword;
import org.tropea.directory.text.Section;

/** Reads the parts of one vote: header, certificate, relays, signature. For one use. */
final class VoteReader {
  private static final String CERTIFICATE = "dir-key-certificate-version";
  private static final String CERTIFICATE_END = "dir-key-certification";
  private static final String FOOTER = "directory-footer";
  private static final String SIGNATURE = "directory-signature";
  private static final int MAX_FLAGS = 64;
  private static final int MIN_DELAY = 2;
  private static final Set<String> BEHIND_HEADER = Set.of("r", FOOTER, SIGNATURE);
  private static final Grammar HEADER =
      Grammar.startingWith(
          Keyword.once(UnverifiedVote.FIRST, 1),
          Keyword.once("vote-status", 1),
          Keyword.once("consensus-methods", 1),
          Keyword.once("published", 2),
          Keyword.once("valid-after", 2),
          Keyword.once("fresh-until", 2),
          Keyword.once("valid-until", 2),
          Keyword.once("voting-delay", 2),
          Keyword.atMostOnce("client-versions", 0),
          Keyword.atMostOnce("server-versions", 0),
          Keyword.any("package", 0),
          Keyword.atMostOnce("recommended-client-protocols", 0),
          Keyword.atMostOnce("recommended-relay-protocols", 0),
          Keyword.atMostOnce("required-client-protocols", 0),
          Keyword.atMostOnce("required-relay-protocols", 0),
          Keyword.once("known-flags", 0),
          Keyword.atMostOnce("flag-thresholds", 0),
          Keyword.atMostOnce("params", 0),
          Keyword.atMostOnce(BandwidthFileLines.HEADERS, 0),
          Keyword.atMostOnce(BandwidthFileLines.DIGEST, 1),
          Keyword.once("dir-source", 6),
          Keyword.once("contact", 0),
          Keyword.atMostOnce("legacy-dir-key", 1),
          Keyword.atMostOnce("shared-rand-participate", 0),
          Keyword.any("shared-rand-commit", 3),
          Keyword.atMostOnce("shared-rand-previous-value", 2),
          Keyword.atMostOnce("shared-rand-current-value", 2),
          Keyword.once(CERTIFICATE, 1),
          Keyword.once(CERTIFICATE_END, 0).withObject());
  private static final Grammar FOOTER_GRAMMAR = Grammar.startingWith(Keyword.once(FOOTER, 0));

  private final byte[] document;
  private final ItemReader reader;

  VoteReader(byte[] document) {
    this.document = document;
    this.reader = new ItemReader(document);
  }

  UnverifiedVote read() throws DecodeException {
    Section section = HEADER.read(reader, BEHIND_HEADER);
    Item first = section.get(UnverifiedVote.FIRST);
    if (!first.text().equals("3") || !section.get("vote-status").argument(0).equals("vote")) {
      throw first.bad("does not start a vote");
    }
    VoteHeader header = header(section);
    UnverifiedKeyCertificate certificate = certificate(section);
    VoteSource source = source(section);
    if (!source.identity().equals(certificate.identity())) {
      throw section.get("dir-source").bad("names another authority than the certificate");
    }
    List<VoteEntry> entries =
        new VoteEntryReader(document, header.knownFlags()).readAll(reader, BEHIND_HEADER);
    FOOTER_GRAMMAR.read(reader, Set.of(SIGNATURE));
    Item item = reader.next();
    if (item == null || reader.next() != null) {
      throw new DecodeException("a vote has not one signature at its end");
    }
    DocumentSignature signature = DocumentSignature.read(item, 0);
    if (!signature.identity().equals(source.identity())
        || !signature.signingKeyDigest().equals(certificate.signingKeyDigest())) {
      throw item.bad("is by another key than the certificate's");
    }
    return new UnverifiedVote(
        header,
        source,
        certificate,
        entries,
        signature,
        Bytes.copyFrom(Digest.sha1(Arrays.copyOf(document, SignedPart.end(document, item)))),
        Bytes.copyFrom(document));
  }

  private VoteHeader header(Section section) throws DecodeException {
    Item delay = section.get("voting-delay");
    Item thresholds = section.find("flag-thresholds");
    return new VoteHeader(
        methods(section.get("consensus-methods")),
        section.get("published").time(0),
        ConsensusReader.lifetime(section),
        new VotingDelay(
            (int) delay.number(0, MIN_DELAY, Integer.MAX_VALUE),
            (int) delay.number(1, MIN_DELAY, Integer.MAX_VALUE)),
        advice(section),
        knownFlags(section.get("known-flags")),
        thresholds == null ? "" : RawLine.text(document, thresholds),
        parameters(section.find("params")),
        BandwidthFileLines.read(document, section),
        randomness(section));
  }

  private static SortedSet<Integer> methods(Item item) throws DecodeException {
    SortedSet<Integer> methods = new TreeSet<>();
    for (String word : item.arguments()) {
      methods.add((int) item.number(word, 1, Integer.MAX_VALUE));
    }
    return methods;
  }

  /** What is malformed in it costs only itself, where votes are counted, as in C tor. */
  private VoteAdvice advice(Section section) {
    return new VoteAdvice(
        text(section.find("client-versions")),
        text(section.find("server-versions")),
        text(section.find("recommended-relay-protocols")),
        text(section.find("recommended-client-protocols")),
        text(section.find("required-relay-protocols")),
        text(section.find("required-client-protocols")),
        section.all("package").stream().map(item -> RawLine.text(document, item)).toList());
  }

  private @Nullable String text(@Nullable Item item) {
    return item == null ? null : RawLine.text(document, item);
  }

  private List<String> knownFlags(Item item) throws DecodeException {
    List<String> flags = RawLine.words(document, item);
    if (flags.size() > MAX_FLAGS) {
      throw item.bad("has more than 64 flags");
    }
    for (int i = 1; i < flags.size(); i++) {
      if (flags.get(i - 1).compareTo(flags.get(i)) >= 0) {
        throw item.bad("is not sorted");
      }
    }
    return flags;
  }

  private Map<String, Integer> parameters(@Nullable Item item) throws DecodeException {
    Map<String, Integer> values = new HashMap<>();
    String previous = "";
    for (String word : item == null ? List.<String>of() : RawLine.words(document, item)) {
      int equals = word.indexOf('=');
      if (item == null || equals < 0 || previous.compareTo(word) >= 0) {
        throw new DecodeException("params of a vote are malformed or not sorted");
      }
      previous = word;
      long value = item.number(word.substring(equals + 1), Integer.MIN_VALUE, Integer.MAX_VALUE);
      if (values.put(word.substring(0, equals), (int) value) != null) {
        throw item.bad("names a parameter twice");
      }
    }
    return values;
  }

  private SharedRandomness randomness(Section section) throws DecodeException {
    Item previous = section.find("shared-rand-previous-value");
    Item current = section.find("shared-rand-current-value");
    return new SharedRandomness(
        section.find("shared-rand-participate") != null,
        section.all("shared-rand-commit").stream()
            .map(item -> RawLine.text(document, item))
            .toList(),
        previous == null ? null : SharedRandomValue.read(previous),
        current == null ? null : SharedRandomValue.read(current));
  }

  private VoteSource source(Section section) throws DecodeException {
    Item item = section.get("dir-source");
    List<String> words = RawLine.words(document, item);
    Item legacy = section.find("legacy-dir-key");
    try {
      return new VoteSource(
          words.get(0),
          RsaIdentity.fromHex(words.get(1)),
          words.get(2),
          Addresses.ipv4(words.get(3)),
          (int) item.number(words.get(4), 0, 65535),
          (int) item.number(words.get(5), 0, 65535),
          RawLine.text(document, section.get("contact")),
          legacy == null ? null : RsaIdentity.fromHex(legacy.argument(0)));
    } catch (DecodeException e) {
      throw item.bad("is malformed");
    }
  }

  private UnverifiedKeyCertificate certificate(Section section) throws DecodeException {
    int start = section.get(CERTIFICATE).place().start();
    int end = section.get(CERTIFICATE_END).place().end();
    if (end <= start) {
      throw section.get(CERTIFICATE).bad("starts behind its end");
    }
    return UnverifiedKeyCertificate.read(Arrays.copyOfRange(document, start, end));
  }
}
