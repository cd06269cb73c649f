package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.text.Grammar;
import org.tropea.directory.text.Item;
import org.tropea.directory.text.ItemReader;
import org.tropea.directory.text.Keyword;
import org.tropea.directory.text.Section;

/**
 * The signatures of one round without the consensuses they are on, as authorities exchange them
 * (dir-spec 3.10); not yet checked. Immutable.
 *
 * @param flavours each at most once
 */
public record DetachedSignatures(Lifetime lifetime, List<FlavourSignatures> flavours) {
  private static final String NS_DIGEST = "consensus-digest";
  private static final String NS_SIGNATURE = "directory-signature";
  private static final String MORE_DIGEST = "additional-digest";
  private static final String MORE_SIGNATURE = "additional-signature";
  private static final Grammar GRAMMAR =
      Grammar.startingWith(
          Keyword.once(NS_DIGEST, 1),
          Keyword.once("valid-after", 2),
          Keyword.once("fresh-until", 2),
          Keyword.once("valid-until", 2),
          Keyword.any(MORE_DIGEST, 3),
          Keyword.any(MORE_SIGNATURE, 4).withObject(),
          Keyword.atLeastOnce(NS_SIGNATURE, 2).withObject());

  /** Keeps its own copy. */
  public DetachedSignatures {
    flavours = List.copyOf(flavours);
  }

  /** Reads one document; flavours and algorithms that we do not know are passed over. */
  public static DetachedSignatures read(byte[] document) throws DecodeException {
    Section section = GRAMMAR.read(new ItemReader(document));
    Map<Flavour, Bytes> digests = new EnumMap<>(Flavour.class);
    Map<Flavour, List<DocumentSignature>> signatures = new EnumMap<>(Flavour.class);
    digests.put(Flavour.NS, digest(section.get(NS_DIGEST), 0, RelayLine.DIGEST_LENGTH));
    for (Item item : section.all(MORE_DIGEST)) {
      if (isMicrodesc(item)) {
        digests.putIfAbsent(Flavour.MICRODESC, digest(item, 2, RelayEntry.DIGEST_LENGTH));
      }
    }
    signatures.put(Flavour.NS, distinct(section.all(NS_SIGNATURE), 0));
    signatures.put(
        Flavour.MICRODESC,
        distinct(
            section.all(MORE_SIGNATURE).stream().filter(DetachedSignatures::isMicrodesc).toList(),
            2));
    List<FlavourSignatures> flavours = new ArrayList<>();
    digests.forEach(
        (flavour, digest) ->
            flavours.add(
                new FlavourSignatures(
                    flavour, digest, signatures.getOrDefault(flavour, List.of()))));
    return new DetachedSignatures(ConsensusReader.lifetime(section), flavours);
  }

  /** Those of this flavour; null where the document has none. */
  public @Nullable FlavourSignatures of(Flavour flavour) {
    return flavours.stream().filter(each -> each.flavour() == flavour).findFirst().orElse(null);
  }

  /** Writes the document; it needs the {@link Flavour#NS} flavour. */
  public String write() {
    FlavourSignatures ns = of(Flavour.NS);
    if (ns == null) {
      throw new IllegalStateException("detached signatures start with those of the ns flavour");
    }
    StringBuilder text = new StringBuilder(NS_DIGEST).append(' ').append(hex(ns.digest()));
    text.append('\n');
    lifetime.write(text);
    FlavourSignatures more = of(Flavour.MICRODESC);
    if (more != null) {
      String head = " microdesc " + Flavour.MICRODESC.algorithm() + " ";
      text.append(MORE_DIGEST).append(head).append(hex(more.digest())).append('\n');
      for (DocumentSignature signature : more.signatures()) {
        text.append(MORE_SIGNATURE).append(head);
        signature.writeBehindKeyword(text);
      }
    }
    ns.signatures().forEach(signature -> signature.write(text, Flavour.NS));
    return text.toString();
  }

  private static boolean isMicrodesc(Item item) {
    List<String> words = item.words();
    return words.get(0).equals(Flavour.MICRODESC.word())
        && words.get(1).equals(Flavour.MICRODESC.algorithm());
  }

  private static Bytes digest(Item item, int index, int length) throws DecodeException {
    String hex = item.argument(index);
    if (hex.length() != 2 * length) {
      throw item.bad("has a digest of the wrong length");
    }
    try {
      return Bytes.copyFrom(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      throw item.bad("has a digest that is not hexadecimal");
    }
  }

  private static List<DocumentSignature> distinct(List<Item> items, int index)
      throws DecodeException {
    Map<SigningKeyId, DocumentSignature> first = new LinkedHashMap<>();
    for (Item item : items) {
      DocumentSignature signature = DocumentSignature.read(item, index);
      first.putIfAbsent(
          new SigningKeyId(signature.identity(), signature.signingKeyDigest()), signature);
    }
    return List.copyOf(first.values());
  }

  private static String hex(Bytes digest) {
    return HexFormat.of().formatHex(digest.toByteArray()).toUpperCase(Locale.ROOT);
  }
}
