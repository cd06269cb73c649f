package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.authority.intake.KnownRelays;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VoteEntry;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.fetch.DirectoryRequest;
import org.tropea.directory.fetch.DirectoryResponse;
import org.tropea.directory.fetch.UploadResponse;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.Authority.Use;

/**
 * The other authorities at their DirPorts; what they answer goes to ours. Confined as the election.
 */
final class NetworkPeers implements Peers {
  private static final Logger log = LoggerFactory.getLogger(NetworkPeers.class);
  private static final int DESCRIPTORS_AT_ONCE = 96;
  private static final int MAX_REQUESTS = 8;
  private static final int OK = 200;

  private final List<Authority> others;
  private final DirectoryPort port;
  private final Set<Bytes> asked = new HashSet<>();
  private @Nullable DirectoryAuthority ours;

  NetworkPeers(List<Authority> authorities, RsaIdentity own, DirectoryPort port) {
    this.others =
        authorities.stream()
            .filter(each -> each.v3Identity() != null && !own.equals(each.v3Identity()))
            .toList();
    this.port = port;
  }

  /** Who hears the answers; once, before anything is asked. */
  void hears(DirectoryAuthority authority) {
    this.ours = authority;
  }

  @Override
  public void postVote(Bytes vote) {
    asked.clear();
    post(AuthorityRoutes.POST_VOTE, vote, "vote");
  }

  @Override
  public void postSignatures(Bytes signatures) {
    post(AuthorityRoutes.POST_SIGNATURES, signatures, "signatures");
  }

  @Override
  public void fetchVotes(List<RsaIdentity> missing) {
    String path =
        "/tor/status-vote/next/"
            + missing.stream().map(RsaIdentity::toHex).collect(Collectors.joining("+"));
    askAll(
        each -> each.addressFor(Use.VOTE),
        path,
        body -> ours().takeVotes(body, null).thenApply(reply -> null));
  }

  @Override
  public void fetchSignatures() {
    askAll(
        each -> each.addressFor(Use.VOTE),
        "/tor/status-vote/next/consensus-signatures",
        body -> ours().takeSignatures(body).thenApply(reply -> null));
  }

  @Override
  public void fetchConsensus() {
    findConsensus();
  }

  /** The same; done when all have answered, or failed to. */
  CompletionStage<Void> findConsensus() {
    return askAll(NetworkPeers::download, "/tor/keys/all", body -> ours().takeCertificates(body))
        .thenCompose(
            done ->
                askAll(
                    NetworkPeers::download,
                    "/tor/status-vote/current/consensus",
                    body -> ours().takeConsensus(body)))
        .thenCompose(
            done ->
                askAll(
                    NetworkPeers::download,
                    "/tor/status-vote/current/consensus-microdesc",
                    body -> ours().takeConsensus(body)));
  }

  /** Asks the voter for descriptors that its vote names and that we do not have. */
  void fetchDescriptors(Vote vote, KnownRelays known) {
    InetSocketAddress address = addressOf(vote.source().identity());
    List<Bytes> missing = new ArrayList<>();
    for (VoteEntry entry : vote.entries()) {
      Bytes digest = entry.relay().descriptor();
      if (!known.has(digest) && !asked.contains(digest)) {
        missing.add(digest);
      }
    }
    if (address == null) {
      return;
    }
    int end = Math.min(missing.size(), DESCRIPTORS_AT_ONCE * MAX_REQUESTS);
    for (int from = 0; from < end; from += DESCRIPTORS_AT_ONCE) {
      List<Bytes> part = missing.subList(from, Math.min(from + DESCRIPTORS_AT_ONCE, end));
      asked.addAll(part);
      String digests =
          part.stream()
              .map(each -> HexFormat.of().withUpperCase().formatHex(each.toByteArray()))
              .collect(Collectors.joining("+"));
      ask(
          address,
          "/tor/server/d/" + digests,
          body -> ours().takeUpload(body).thenApply(verdict -> null));
    }
  }

  private @Nullable InetSocketAddress addressOf(RsaIdentity identity) {
    return others.stream()
        .filter(each -> identity.equals(each.v3Identity()))
        .map(NetworkPeers::download)
        .findFirst()
        .orElse(null);
  }

  private static InetSocketAddress download(Authority authority) {
    return authority.addressForAuthorities(Use.DOWNLOAD);
  }

  private void post(String path, Bytes document, String what) {
    for (Authority each : others) {
      Future<UploadResponse> response =
          port.post(each.addressFor(Use.VOTE), path, document.toByteArray());
      response.addListener(
          done -> {
            if (!done.isSuccess()) {
              log.info("Posting our {} to {} failed", what, each.nickname());
            } else if (response.getNow().status() != OK) {
              log.warn("{} refused our {}", each.nickname(), what);
            }
          });
    }
  }

  private CompletionStage<Void> askAll(
      Function<Authority, InetSocketAddress> where,
      String path,
      Function<byte[], CompletionStage<Void>> take) {
    return CompletableFuture.allOf(
        others.stream()
            .map(each -> ask(where.apply(each), path, take).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  /** Never fails: who does not answer has nothing. */
  private CompletionStage<Void> ask(
      InetSocketAddress directory, String path, Function<byte[], CompletionStage<Void>> take) {
    CompletableFuture<Void> taken = new CompletableFuture<>();
    Future<DirectoryResponse> response =
        port.get(directory, new DirectoryRequest(path, null, DirectoryRequest.MAX_BODY));
    response.addListener(
        done -> {
          try {
            if (done.isSuccess() && response.getNow() instanceof DirectoryResponse.Found found) {
              take.apply(found.body().toByteArray())
                  .whenComplete((nothing, failure) -> taken.complete(null));
              return;
            }
          } catch (RejectedExecutionException e) {
            log.trace("Shutting down: an answer is left unread");
          }
          taken.complete(null);
        });
    return taken;
  }

  private DirectoryAuthority ours() {
    return Objects.requireNonNull(ours);
  }
}
