package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.Vote;
import org.tropea.directory.serve.Answer;
import org.tropea.directory.serve.DirectoryQuery;
import org.tropea.directory.serve.RouteTable;
import org.tropea.directory.serve.RouteTable.Route;
import org.tropea.directory.serve.Routes;
import org.tropea.directory.serve.ServedDocument;

/**
 * What an authority serves and takes beyond other directories: votes, consensuses in the making,
 * signatures, uploads (dir-spec 3 and 6.2). Any thread.
 */
final class AuthorityRoutes implements Routes {
  static final String UPLOAD = "/tor/";
  static final String POST_VOTE = "/tor/post/vote";
  static final String POST_SIGNATURES = "/tor/post/consensus-signature";

  /** Ours alone; no other directory has such a document. */
  static final String CONSENSUS_LOG = "/tor/tropea/consensus-log";

  private static final String STATUS_VOTE = "/tor/status-vote/";
  private static final Duration LIFETIME = Duration.ofMinutes(1);
  private static final Duration CERTIFICATE_LIFETIME = Duration.ofHours(1);
  private static final Duration BANDWIDTH_LIFETIME = Duration.ofMinutes(30);
  private static final int MAX_UPLOAD = 2 << 20;
  private static final int MAX_VOTE = (16 << 20) - 1;
  private static final int MAX_SIGNATURES = 64 << 10;

  /** What may be posted where, in bytes. */
  private static final Map<String, Integer> LIMITS =
      Map.of(UPLOAD, MAX_UPLOAD, POST_VOTE, MAX_VOTE, POST_SIGNATURES, MAX_SIGNATURES);

  private final RouteTable<Bulletin> table =
      new RouteTable<>(
          List.of(
              Route.at(STATUS_VOTE + "next/bandwidth", this::bandwidths),
              Route.at(CONSENSUS_LOG, this::consensusLog),
              Route.under(STATUS_VOTE + "next/", AuthorityRoutes::next),
              Route.under(STATUS_VOTE + "current/consensus", this::ofEveryDirectory),
              Route.under(
                  STATUS_VOTE + "current/", (now, query, rest) -> votes(now, now.previous(), rest)),
              Route.at("/tor/keys/authority", this::certificate)));

  private final Routes documents;
  private volatile KeyCertificate own;
  private final Set<InetAddress> authorities;
  private final Function<Posted, CompletionStage<Answer>> inbox;
  private volatile Bulletin bulletin;
  private volatile @Nullable Bytes bandwidthFile;
  private volatile Bytes consensusLog = Bytes.copyFrom(new byte[0]);

  /** Something that was posted, no longer than it may be. */
  record Posted(String path, byte[] body) {}

  /**
   * Serves {@code documents} for all that is not the authority's alone.
   *
   * @param authorities where all authorities are, for whose votes room is kept
   */
  AuthorityRoutes(
      Routes documents,
      KeyCertificate own,
      Set<InetAddress> authorities,
      Bulletin bulletin,
      Function<Posted, CompletionStage<Answer>> inbox) {
    this.documents = documents;
    this.own = own;
    this.authorities = Set.copyOf(authorities);
    this.bulletin = bulletin;
    this.inbox = inbox;
  }

  void publish(Bulletin next) {
    bulletin = next;
  }

  /** Serves the file by which relays were measured; null where there is none. */
  void publish(@Nullable Bytes measured) {
    bandwidthFile = measured;
  }

  /** Serves this log of consensuses. */
  void publishLog(Bytes log) {
    consensusLog = log;
  }

  /** Serves this certificate as our own. */
  void publish(KeyCertificate certificate) {
    own = certificate;
  }

  @Override
  public Answer get(DirectoryQuery query) {
    Answer answer = table.answer(bulletin, query);
    return answer == null ? documents.get(query) : answer;
  }

  private Answer ofEveryDirectory(Bulletin now, DirectoryQuery query, String rest) {
    return documents.get(query);
  }

  private Answer certificate(Bulletin now, DirectoryQuery query, String rest) {
    KeyCertificate served = own;
    Instant modifiedSince = query.modifiedSince();
    return modifiedSince != null && served.published().isBefore(modifiedSince)
        ? Answer.notModified()
        : Answer.found(List.of(ServedDocument.of(served.text())), CERTIFICATE_LIFETIME);
  }

  private Answer bandwidths(Bulletin now, DirectoryQuery query, String rest) {
    Bytes file = bandwidthFile;
    return file == null
        ? Answer.notFound()
        : Answer.found(List.of(ServedDocument.of(file)), BANDWIDTH_LIFETIME);
  }

  private Answer consensusLog(Bulletin now, DirectoryQuery query, String rest) {
    return found(consensusLog);
  }

  private static Answer next(Bulletin now, DirectoryQuery query, String rest) {
    return switch (rest) {
      case "consensus" -> found(now.consensuses().get(Flavour.NS));
      case "consensus-microdesc" -> found(now.consensuses().get(Flavour.MICRODESC));
      case "consensus-signatures" -> found(now.signatures());
      default -> votes(now, now.next(), rest);
    };
  }

  private static Answer found(@Nullable Bytes document) {
    return document == null
        ? Answer.notFound()
        : Answer.found(List.of(ServedDocument.of(document)), LIFETIME);
  }

  /** {@code authority}, {@code d/digest+digest} of both rounds, or {@code identity+identity}. */
  private static Answer votes(Bulletin now, List<ServedVote> round, String rest) {
    if (rest.equals("authority")) {
      return votes(round, vote -> vote.source().identity().equals(now.own()));
    }
    boolean byDigest = rest.startsWith("d/");
    List<RsaIdentity> wanted = new ArrayList<>();
    for (String word : rest.substring(byDigest ? 2 : 0).split("\\+", -1)) {
      try {
        wanted.add(RsaIdentity.fromHex(word));
      } catch (DecodeException e) {
        return Answer.notFound();
      }
    }
    if (!byDigest) {
      return votes(round, vote -> wanted.contains(vote.source().identity()));
    }
    List<ServedVote> both = new ArrayList<>(now.next());
    both.addAll(now.previous());
    return votes(both, vote -> wanted.contains(new RsaIdentity(vote.digest())));
  }

  private static Answer votes(List<ServedVote> votes, Predicate<Vote> wanted) {
    List<ServedDocument> found =
        votes.stream().filter(each -> wanted.test(each.vote())).map(ServedVote::document).toList();
    return found.isEmpty() ? Answer.notFound() : Answer.found(found, LIFETIME);
  }

  @Override
  public int uploadLimit(String path) {
    Integer limit = LIMITS.get(path);
    return limit == null ? documents.uploadLimit(path) : limit;
  }

  @Override
  public boolean isAuthority(InetAddress client) {
    return authorities.contains(client);
  }

  @Override
  public CompletionStage<Answer> post(String path, @Nullable InetAddress client, byte[] body) {
    return LIMITS.containsKey(path)
        ? inbox.apply(new Posted(path, body))
        : documents.post(path, client, body);
  }
}
