package org.tropea.authority.audit;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.audit.StatusText.Part;
import org.tropea.authority.audit.StatusText.Place;
import org.tropea.authority.consensus.ConsensusBuilder;
import org.tropea.authority.consensus.Method;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.DocumentSignature;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.SigningKeyId;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.document.Vote;

/**
 * Makes a consensus again of the votes that it names, and compares: byte by byte what is signed,
 * and each signature. Immutable; for any thread.
 *
 * @param method by which it was made again
 * @param finding the first difference; null where there is none
 * @param signed whose signature is good, by nickname
 * @param unsigned who voted and has no signature on it; that alone is no difference
 */
public record ConsensusCheck(
    Flavour flavour,
    int method,
    @Nullable Finding finding,
    List<String> signed,
    List<String> unsigned) {
  private static final String SIGNATURE = "\ndirectory-signature ";

  /**
   * Compares.
   *
   * @param authorities how many authorities the network has, whether they voted or not
   * @throws DecodeException when what is given as a consensus is none, or the votes are none of one
   *     round
   */
  public static ConsensusCheck of(Collection<Vote> votes, int authorities, byte[] consensus)
      throws DecodeException {
    Flavour flavour = startingAs(consensus);
    Set<RsaIdentity> voters =
        votes.stream().map(vote -> vote.source().identity()).collect(Collectors.toSet());
    if (voters.isEmpty() || voters.size() < votes.size()) {
      throw new DecodeException("there must be one vote of each authority that voted");
    }
    if (votes.size() > authorities) {
      throw new DecodeException("there are more votes than authorities");
    }
    ConsensusBuilder builder = new ConsensusBuilder(votes, authorities, Method.known());
    StatusText expected = StatusText.of(builder.write(flavour));
    Finding finding = compare(expected, StatusText.unsigned(consensus), votes);
    Signers signers = new Signers(votes);
    if (finding == null && isSigned(consensus)) {
      finding = signers.check(consensus, authorities);
    }
    return new ConsensusCheck(
        flavour, builder.method(), finding, signers.good(), signers.missing());
  }

  /** Its first line may be what was changed, so the second one tells that it is a consensus. */
  private static Flavour startingAs(byte[] consensus) throws DecodeException {
    String text = new String(consensus, StandardCharsets.ISO_8859_1);
    List<String> start = text.lines().limit(2).toList();
    if (start.size() < 2
        || (!start.get(0).startsWith("network-status-version")
            && !start.get(1).startsWith("vote-s"))) {
      throw new DecodeException("this does not begin as a consensus");
    }
    return start.get(0).endsWith(Flavour.MICRODESC.word()) ? Flavour.MICRODESC : Flavour.NS;
  }

  private static boolean isSigned(byte[] consensus) {
    return new String(consensus, StandardCharsets.ISO_8859_1).contains(SIGNATURE);
  }

  private static @Nullable Finding compare(
      StatusText expected, StatusText found, Collection<Vote> votes) {
    int length = Math.max(expected.size(), found.size());
    for (int i = 0; i < length; i++) {
      String should = expected.line(i);
      String is = found.line(i);
      if (should == null || is == null || !should.equals(is)) {
        return describe(expected, found, i, votes);
      }
    }
    return null;
  }

  /** Which of the two lines is missing in the other text, or what both say otherwise. */
  private static Finding describe(
      StatusText expected, StatusText found, int index, Collection<Vote> votes) {
    String should = expected.line(index);
    String is = found.line(index);
    Place there = found.place(index);
    boolean missing = should != null && isMissing(expected, found, index);
    boolean extra = is != null && !missing && isMissing(found, expected, index);
    Place place = extra || should == null ? there : expected.place(index);
    String keyword = StatusText.keyword(extra || should == null ? String.valueOf(is) : should);
    boolean wholeRelay =
        place.part() == Part.RELAY && ((extra && !expected.knows(place)) || !found.knows(place));
    Rule rule = wholeRelay ? Rule.LISTED : Rule.of(place.part(), keyword);
    return new Finding(
        index + 1,
        subject(place, keyword),
        rule.words(),
        extra ? null : should,
        missing ? null : is,
        said(votes, place, wholeRelay ? "r" : keyword));
  }

  /** Whether no line of {@code other} with this keyword, on the same subject, is meant by it. */
  private static boolean isMissing(StatusText text, StatusText other, int index) {
    String keyword = StatusText.keyword(String.valueOf(text.line(index)));
    Place place = text.place(index);
    return other.lines(place, keyword).size() < text.lines(place, keyword).size();
  }

  private static String subject(Place place, String keyword) {
    return switch (place.part()) {
      case HEADER, FOOTER -> keyword;
      case AUTHORITY -> keyword + " of authority " + place.nickname() + " " + place.subject();
      case RELAY -> keyword + " of relay " + place.nickname() + " " + place.subject();
    };
  }

  private static Map<String, String> said(Collection<Vote> votes, Place place, String keyword) {
    Map<String, String> said = new LinkedHashMap<>();
    for (Vote vote : votes) {
      StatusText text = StatusText.unsigned(vote.text().toByteArray());
      String wanted = keyword.equals("consensus-method") ? "consensus-methods" : keyword;
      List<String> lines =
          place.part() == Part.HEADER ? inHeader(text, wanted) : text.lines(place, wanted);
      if (!lines.isEmpty()) {
        said.put(vote.source().nickname(), String.join(" | ", lines));
      }
    }
    return said;
  }

  /** What a vote says of the network stands partly behind its authority. */
  private static List<String> inHeader(StatusText text, String keyword) {
    List<String> lines = new ArrayList<>();
    for (Place each : text.subjects()) {
      if (each.part() != Part.RELAY) {
        lines.addAll(text.lines(each, keyword));
      }
    }
    return lines;
  }

  /** Whose signatures are good. For one consensus. */
  private static final class Signers {
    private final Map<SigningKeyId, KeyCertificate> certificates = new HashMap<>();
    private final Map<RsaIdentity, String> nicknames = new LinkedHashMap<>();
    private final Set<String> good = new LinkedHashSet<>();

    Signers(Collection<Vote> votes) {
      for (Vote vote : votes) {
        KeyCertificate certificate = vote.certificate();
        nicknames.put(vote.source().identity(), vote.source().nickname());
        certificates.put(
            new SigningKeyId(certificate.identity(), certificate.signingKeyDigest()), certificate);
      }
    }

    @Nullable Finding check(byte[] consensus, int authorities) {
      UnverifiedConsensus read;
      try {
        read = UnverifiedConsensus.read(consensus);
      } catch (DecodeException e) {
        return finding("the signatures cannot be read: " + e.getMessage());
      }
      Bytes digest = read.digest();
      for (DocumentSignature each : read.signatures()) {
        String name = nicknames.getOrDefault(each.identity(), each.identity().toHex());
        KeyCertificate certificate =
            certificates.get(new SigningKeyId(each.identity(), each.signingKeyDigest()));
        if (certificate == null) {
          return finding("the signature of " + name + " is by a key that no vote vouches for");
        }
        if (!certificate
            .signingKey()
            .verify(digest.toByteArray(), each.signature().toByteArray())) {
          return finding("the signature of " + name + " is not on these bytes");
        }
        good.add(name);
      }
      return good.size() > authorities / 2
          ? null
          : finding(
              "%d of %d authorities signed it, which are too few"
                  .formatted(good.size(), authorities));
    }

    private static Finding finding(String found) {
      return new Finding(0, "directory-signature", Rule.SIGNATURE.words(), null, found, Map.of());
    }

    List<String> good() {
      return List.copyOf(good);
    }

    List<String> missing() {
      return nicknames.values().stream().filter(name -> !good.contains(name)).toList();
    }
  }
}
