package org.tropea.directory.serve;

import com.google.crypto.tink.util.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.SigningKeyId;
import org.tropea.directory.serve.Documents.ServedConsensus;
import org.tropea.directory.serve.RouteTable.Route;

/**
 * The routes of every directory: consensuses, certificates, descriptors, microdescriptors (dir-spec
 * 6.2, rows K02, K03 and K06). Whoever keeps the documents publishes them here. Any thread.
 */
public final class DocumentRoutes implements Routes {
  private static final String CONSENSUS = "/tor/status-vote/current/consensus";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration TWO_DAYS = Duration.ofDays(2);
  private static final Duration ROBOTS = Duration.ofDays(1);
  private static final ServedDocument KEEP_OUT =
      ServedDocument.of(
          Bytes.copyFrom(
              "User-agent: *\r\nDisallow: /\r\n"
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));

  private final RouteTable<Documents> table =
      new RouteTable<>(
          List.of(
              Route.under(CONSENSUS, this::consensus),
              Route.under("/tor/micro/d/", (now, query, rest) -> microdescriptors(now, rest)),
              Route.under(
                  "/tor/server/",
                  (now, query, rest) -> descriptors(now.descriptors(), now.newest(), now, rest)),
              Route.under(
                  "/tor/extra/",
                  (now, query, rest) ->
                      descriptors(now.extraInfos(), now.newestExtraInfos(), now, rest)),
              Route.under("/tor/keys/", DocumentRoutes::keys),
              Route.at(
                  "/tor/robots.txt",
                  (now, query, rest) -> Answer.found(List.of(KEEP_OUT), ROBOTS))));

  private final InstantSource clock;
  private final AtomicReference<Documents> documents = new AtomicReference<>(Documents.NONE);

  /** Routes to nothing yet. */
  public DocumentRoutes(InstantSource clock) {
    this.clock = clock;
  }

  /** Changes what is served from now on; {@code change} may be called again where others do too. */
  public void update(UnaryOperator<Documents> change) {
    documents.updateAndGet(change);
  }

  /** What is served now. */
  public Documents documents() {
    return Objects.requireNonNull(documents.get());
  }

  @Override
  public Answer get(DirectoryQuery query) {
    Answer answer = table.answer(documents(), query);
    return answer == null ? Answer.notFound() : answer;
  }

  private Answer consensus(Documents now, DirectoryQuery query, String rest) {
    ConsensusQuery wanted;
    try {
      wanted = ConsensusQuery.read(rest, query.bases());
    } catch (DecodeException e) {
      return Answer.status(404, "Couldn't parse request");
    }
    ServedConsensus served = wanted == null ? null : now.consensuses().get(wanted.flavour());
    if (wanted == null || (served == null && !wanted.diffOnly())) {
      return Answer.notFound();
    }
    if (served != null && wanted.bases().contains(served.digest())) {
      return Answer.notModified();
    }
    ServedDocument diff = served == null ? null : diff(served, wanted);
    if (served == null || (diff == null && wanted.diffOnly())) {
      return Answer.status(404, "No such diff available");
    }
    return consensus(
        served, diff == null ? served.document() : diff, wanted, query.modifiedSince());
  }

  private static @Nullable ServedDocument diff(ServedConsensus to, ConsensusQuery wanted) {
    for (Bytes base : wanted.bases()) {
      ServedDocument diff = to.diffs().get(base);
      if (diff != null) {
        return diff;
      }
    }
    return null;
  }

  /** What is said of a consensus holds for the diffs that lead to it, too. */
  private Answer consensus(
      ServedConsensus served,
      ServedDocument document,
      ConsensusQuery wanted,
      @Nullable Instant modifiedSince) {
    var lifetime = served.consensus().lifetime();
    Instant time = clock.instant();
    if (!lifetime.isReasonablyLive(time)) {
      boolean early = time.isBefore(lifetime.validAfter());
      return Answer.status(404, early ? "Consensus is too new" : "Consensus is too old");
    }
    if (wanted.signers() != null && !signedByMost(served, wanted.signers())) {
      return Answer.status(
          404, "Consensus not signed by sufficient number of requested authorities");
    }
    if (modifiedSince != null && lifetime.validAfter().isBefore(modifiedSince)) {
      return Answer.notModified();
    }
    Duration fresh = Duration.between(time, lifetime.freshUntil());
    return new Answer.Found(
        List.of(document),
        fresh.isNegative() ? Duration.ZERO : fresh,
        false,
        List.of("Vary: X-Or-Diff-From-Consensus"));
  }

  /** Whether more than half of these authorities, by the start of their fingerprints, signed. */
  private static boolean signedByMost(ServedConsensus served, String wanted) {
    List<String> signers =
        served.consensus().signers().stream().map(id -> id.identity().toHex()).toList();
    List<String> prefixes = PathDigests.words(wanted, '+');
    long have =
        prefixes.stream()
            .filter(
                prefix ->
                    signers.stream()
                        .anyMatch(
                            signer -> signer.regionMatches(true, 0, prefix, 0, prefix.length())))
            .count();
    return prefixes.isEmpty() || have >= prefixes.size() / 2 + 1;
  }

  private static Answer microdescriptors(Documents now, String rest) {
    List<ServedDocument> found = find(now.microdescriptors(), PathDigests.base64(rest));
    return found.isEmpty() ? Answer.notFound() : Answer.spooled(found, TWO_DAYS);
  }

  /** {@code all}, {@code authority}, {@code d/digest+digest} or {@code fp/identity+identity}. */
  private static Answer descriptors(
      Map<Bytes, ServedDocument> byDigest,
      Map<RsaIdentity, Bytes> newest,
      Documents now,
      String rest) {
    RsaIdentity own = now.ownIdentity();
    Collection<Bytes> digests;
    if (rest.equals("all")) {
      digests = newest.values();
    } else if (rest.equals("authority")) {
      Bytes digest = own == null ? null : newest.get(own);
      digests = digest == null ? List.of() : List.of(digest);
    } else if (rest.startsWith("d/")) {
      digests = PathDigests.hexadecimal(rest.substring(2));
    } else if (rest.startsWith("fp/")) {
      digests =
          PathDigests.hexadecimal(rest.substring(3)).stream()
              .map(each -> newest.get(new RsaIdentity(each)))
              .filter(Objects::nonNull)
              .toList();
    } else {
      return Answer.notFound();
    }
    List<ServedDocument> found = find(byDigest, digests);
    if (found.isEmpty()) {
      return Answer.status(404, "Servers unavailable");
    }
    Duration lifetime = rest.equals("all") ? HOUR : found.size() == 1 ? TWO_DAYS : Duration.ZERO;
    return Answer.spooled(found, lifetime);
  }

  private static List<ServedDocument> find(
      Map<Bytes, ServedDocument> documents, Collection<Bytes> digests) {
    return digests.stream().map(documents::get).filter(Objects::nonNull).toList();
  }

  private static Answer keys(Documents now, DirectoryQuery query, String rest) {
    Instant modifiedSince = query.modifiedSince();
    List<KeyCertificate> found;
    if (rest.equals("all")) {
      found = now.certificates();
    } else if (rest.startsWith("fp/")) {
      found = newestOf(now, PathDigests.hexadecimal(rest.substring(3)));
    } else if (rest.startsWith("sk/")) {
      Set<Bytes> keys = PathDigests.hexadecimal(rest.substring(3));
      found = having(now, each -> keys.contains(each.signingKeyDigest().value()));
    } else if (rest.startsWith("fp-sk/")) {
      Set<SigningKeyId> keys = PathDigests.pairs(rest.substring(6));
      found =
          having(
              now,
              each -> keys.contains(new SigningKeyId(each.identity(), each.signingKeyDigest())));
    } else {
      return Answer.status(400, "Bad request");
    }
    if (found.isEmpty()) {
      return Answer.notFound();
    }
    List<KeyCertificate> recent = new ArrayList<>(found);
    recent.removeIf(each -> modifiedSince != null && each.published().isBefore(modifiedSince));
    if (recent.isEmpty()) {
      return Answer.notModified();
    }
    return Answer.found(recent.stream().map(each -> ServedDocument.of(each.text())).toList(), HOUR);
  }

  private static List<KeyCertificate> newestOf(Documents now, Set<Bytes> identities) {
    List<KeyCertificate> newest = new ArrayList<>();
    for (Bytes identity : identities) {
      now.certificates().stream()
          .filter(each -> each.identity().value().equals(identity))
          .max(Comparator.comparing(KeyCertificate::published))
          .ifPresent(newest::add);
    }
    return newest;
  }

  private static List<KeyCertificate> having(
      Documents now, java.util.function.Predicate<KeyCertificate> condition) {
    return now.certificates().stream().filter(condition).toList();
  }
}
