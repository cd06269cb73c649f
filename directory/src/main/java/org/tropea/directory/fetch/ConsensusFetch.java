package org.tropea.directory.fetch;

import io.netty.util.concurrent.Future;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.SigningKeyId;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.network.NetworkView;

/**
 * Gets one consensus after the other, and the certificates to check it by (dir-spec 5.1, 5.2).
 *
 * <p>The first one is asked of several directories side by side ({@link FirstConsensus}), and so is
 * one after a long sleep; the others of whose turn it is ({@link DirectoryTurns}). Confined to the
 * loop of its tunnel.
 */
final class ConsensusFetch {
  private static final String CONSENSUS = "consensus";
  private static final String CERTIFICATES = "key certificates";

  private final Fetching fetching;
  private final Collection<RsaIdentity> authorities;
  private final FirstDirectories directories;
  private final DirectoryTurns turns;
  private final Fetcher fetcher;
  private @Nullable FirstConsensus first;
  private @Nullable UnverifiedConsensus unverified;
  private List<SigningKeyId> missingKeys = List.of();

  /** Who gave the first consensus, until it is asked for certificates. */
  private @Nullable DirectorySource gave;

  private boolean closed;

  /** For whom consensuses are fetched; asked and told on the loop. */
  interface Fetcher {
    /** The network that is known; null for none yet. */
    @Nullable NetworkView view();

    /** It came so far. */
    void phase(BootstrapPhase phase);

    /** One of the first directories is asked, or asked again. */
    void asksFirst();

    /** Certificates are missing: {@link #fetch} is to be called again. */
    void wantsKeys();

    /** This one is believed. */
    void taken(Consensus consensus);

    /** What came is of no use. */
    void failed(String why);
  }

  ConsensusFetch(
      Fetching fetching,
      Collection<RsaIdentity> authorities,
      FirstDirectories directories,
      DirectoryTurns turns,
      Fetcher fetcher) {
    this.fetching = fetching;
    this.authorities = List.copyOf(authorities);
    this.directories = directories;
    this.turns = turns;
    this.fetcher = fetcher;
  }

  /** Whether a consensus waits for certificates. */
  boolean isUnverified() {
    return unverified != null;
  }

  /** The directories that are asked side by side; null while they are not. */
  @Nullable FirstConsensus first() {
    return first;
  }

  /** Asks for the certificates that are missing, or else for a consensus. */
  void fetch() {
    UnverifiedConsensus waiting = unverified;
    NetworkView current = fetcher.view();
    if (waiting != null) {
      fetchCertificates(waiting);
    } else if (current == null
        || !current.consensus().lifetime().isReasonablyLive(fetching.clock().instant())) {
      fetchFirst();
    } else {
      turns.ask(question(), current);
    }
  }

  /** What was asked for last came to nothing: it is asked for again. */
  void failed() {
    unverified = null;
  }

  /** Asks no more directories side by side, until it fetches again. */
  void rest() {
    endFirst();
  }

  /** Ends it. */
  void close() {
    closed = true;
    endFirst();
  }

  private void endFirst() {
    FirstConsensus begun = first;
    if (begun != null) {
      first = null;
      begun.end();
    }
  }

  private void fetchFirst() {
    if (directories.isEmpty()) {
      fetcher.failed("no directory authority with an ORPort is configured");
      return;
    }
    endFirst();
    FirstConsensus begun =
        new FirstConsensus(
            fetching.loop(),
            directories,
            fetching.random(),
            DirectoryTurns.LONGEST_WAIT.toMillis(),
            new SideBySide());
    first = begun;
    begun.start();
  }

  /** The first consensus, asked of each of several. */
  private final class SideBySide implements FirstConsensus.Asking {
    @Override
    public Future<DirectoryResponse> ask(
        DirectorySource source, Consumer<BootstrapPhase> progress) {
      fetcher.asksFirst();
      return fetching
          .tunnel()
          .get(
              source,
              question().request(),
              phase -> {
                progress.accept(phase);
                fetcher.phase(phase);
              });
    }

    @Override
    public void done(DirectorySource source, Future<DirectoryResponse> answer) {
      gave = answer.isSuccess() ? source : gave;
      turns.answered(source, question(), answer);
    }
  }

  private DirectoryTurns.Question question() {
    DirectoryRequest request = DirectoryRequest.consensus(authorities);
    NetworkView current = fetcher.view();
    if (current != null) {
      request = ConsensusSchedule.newerThan(current, request, fetching.clock().instant());
    }
    Consensus base = request.diffFrom() == null || current == null ? null : current.consensus();
    return new DirectoryTurns.Question(
        request,
        CONSENSUS,
        body -> offLoop(() -> ConsensusIntake.read(body, base, Flavour.MICRODESC), this::verify));
  }

  private void verify(UnverifiedConsensus read) {
    fetcher.phase(BootstrapPhase.LOADING_KEYS);
    NetworkView view = fetcher.view();
    Consensus current = view == null ? null : view.consensus();
    offLoop(
        () -> fetching.holdings().judge(read, current, fetching.clock().instant()),
        verdict -> {
          unverified = null;
          if (verdict instanceof ConsensusIntake.Verdict.Taken taken) {
            missingKeys = List.of();
            endFirst();
            fetcher.taken(taken.consensus());
          } else if (verdict instanceof ConsensusIntake.Verdict.KeysMissing missing) {
            wantKeys(missing);
          } else if (verdict instanceof ConsensusIntake.Verdict.Refused refused) {
            missingKeys = List.of();
            fetcher.failed(refused.why());
          }
        });
  }

  /** Asks for keys, but not for the same ones twice. */
  private void wantKeys(ConsensusIntake.Verdict.KeysMissing verdict) {
    if (!verdict.keys().equals(missingKeys)) {
      missingKeys = verdict.keys();
      unverified = verdict.consensus();
      endFirst();
      fetcher.wantsKeys();
    } else {
      missingKeys = List.of();
      fetcher.failed(verdict.why());
    }
  }

  /** Of whom the first consensus came from, as C tor: others may be gone. Later of any. */
  private void fetchCertificates(UnverifiedConsensus waiting) {
    Holdings holdings = fetching.holdings();
    DirectoryTurns.Question question =
        new DirectoryTurns.Question(
            DirectoryRequest.certificatesByKey(missingKeys),
            CERTIFICATES,
            body -> offLoop(() -> holdings.addCertificates(body), added -> verify(waiting)));
    DirectorySource source = gave;
    gave = null;
    if (source == null) {
      turns.ask(question, fetcher.view());
    } else {
      turns.ask(source, question);
    }
  }

  private <T> void offLoop(Callable<T> task, Consumer<T> then) {
    fetching
        .work()
        .run(
            task,
            result -> {
              if (!closed) {
                then.accept(result);
              }
            });
  }
}
