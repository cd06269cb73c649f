package org.tropea.directory.fetch;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.NetworkView;

/**
 * Whose turn it is to be asked for a document, and how long to wait after a failure.
 *
 * <p>As many caches as there are guards for it, then one of the {@link FirstDirectories}, and
 * again. Confined to the loop of its tunnel.
 */
final class DirectoryTurns {
  private static final int CACHE_TRIES = 3;

  /** A longer wait would miss that the network is there again. */
  static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  /** The same where directories answer, and so know that there is a client. */
  private static final Duration LONGEST_POLITE_WAIT = Duration.ofHours(3);

  private final Fetching fetching;
  private final FirstDirectories directories;
  private final CacheChoice caches;
  private final RetryDelay delay;
  private final RetryDelay politeDelay;
  private final Asker asker;
  private @Nullable RsaIdentity lastAsked;
  private int failuresInARow;
  private boolean answeredLast;
  private boolean closed;

  /** For whom documents are asked; told on the loop. */
  interface Asker {
    /** A request came so far. */
    void phase(BootstrapPhase phase);

    /** A request brought nothing good, for this reason; the next one is for after the wait. */
    void failed(String why, long millis);
  }

  /** A document to ask for: its name in words, and what becomes of the answer's body. */
  record Question(DirectoryRequest request, String what, Consumer<byte[]> use) {}

  DirectoryTurns(Fetching fetching, FirstDirectories directories, CacheChoice caches, Asker asker) {
    this.fetching = fetching;
    this.directories = directories;
    this.caches = caches;
    this.delay = new RetryDelay(fetching.random(), LONGEST_WAIT.toMillis());
    this.politeDelay = new RetryDelay(fetching.random(), LONGEST_POLITE_WAIT.toMillis());
    this.asker = asker;
  }

  /** Answers that come after this lead to nothing. */
  void close() {
    closed = true;
  }

  /**
   * Asks the next directory; no answer is a failure.
   *
   * @param view the network whose caches may be asked; null for none yet
   */
  void ask(Question question, @Nullable NetworkView view) {
    CacheChoice.Chosen cache = view == null ? null : cache(view);
    DirectorySource source =
        cache == null
            ? directories.any(avoided()).orElse(null)
            : DirectorySource.of(cache.relay(), Objects.requireNonNull(view));
    if (source == null) {
      asker.failed("no directory authority with an ORPort is configured", waitAfterFailure());
      return;
    }
    ask(source, cache, question);
  }

  /** Asks this directory, which is no cache of a network that is known. */
  void ask(DirectorySource source, Question question) {
    ask(source, null, question);
  }

  private void ask(DirectorySource source, CacheChoice.@Nullable Chosen cache, Question question) {
    lastAsked = source.target().rsaIdentity();
    fetching
        .tunnel()
        .get(source, question.request(), asker::phase)
        .addListener(
            (Future<DirectoryResponse> done) ->
                fetching
                    .work()
                    .guarded(
                        () -> {
                          if (cache != null) {
                            note(cache, done);
                          } else {
                            directories.tried(source.target().rsaIdentity(), done.isSuccess());
                          }
                          answered(cache != null, question, done);
                        })
                    .run());
  }

  /** Somebody else asked this directory, which is no cache: what it answered. */
  void answered(DirectorySource source, Question question, Future<DirectoryResponse> answer) {
    RsaIdentity asked = source.target().rsaIdentity();
    lastAsked = asked;
    directories.tried(asked, answer.isSuccess());
    fetching.work().guarded(() -> answered(false, question, answer)).run();
  }

  private static void note(CacheChoice.Chosen cache, Future<DirectoryResponse> done) {
    if (done.isSuccess()) {
      cache.answered();
    } else if (done.cause() instanceof DirectoryException failure
        && failure.kind() == DirectoryException.Kind.UNREACHABLE) {
      cache.unreachable();
    } else {
      cache.silent();
    }
  }

  private void answered(boolean byCache, Question question, Future<DirectoryResponse> done) {
    if (closed) {
      return;
    }
    answeredLast = done.isSuccess();
    String what = question.what();
    if (!done.isSuccess()) {
      asker.failed(
          "the " + what + " could not be fetched: " + done.cause().getMessage(),
          waitAfterFailure());
    } else if (done.getNow() instanceof DirectoryResponse.Found found) {
      question.use().accept(found.body().toByteArray());
    } else {
      RsaIdentity asked = lastAsked;
      if (done.getNow() instanceof DirectoryResponse.Busy && asked != null) {
        directories.busy(asked);
      }
      // A cache may lag behind, so the next one is asked at once; after those others have a turn.
      boolean lags = byCache && done.getNow() instanceof DirectoryResponse.NotFound;
      asker.failed(
          "asked for the " + what + ", a directory " + done.getNow().words(),
          lags ? 0 : waitAfterFailure());
    }
  }

  /** Milliseconds until the next is asked, longer from failure to failure. */
  long waitAfterFailure() {
    return (answeredLast ? politeDelay : delay).next();
  }

  /** Waits little again. */
  void hurry() {
    delay.reset();
    politeDelay.reset();
  }

  /** What was asked for last was of use. */
  void succeeded() {
    hurry();
    failuresInARow = 0;
  }

  /** What was asked for last was of no use, whoever found it out. */
  void failed() {
    failuresInARow++;
  }

  /** The one that did not give what it was asked for last. */
  private Set<RsaIdentity> avoided() {
    RsaIdentity last = lastAsked;
    return failuresInARow > 0 && last != null ? Set.of(last) : Set.of();
  }

  private CacheChoice.@Nullable Chosen cache(NetworkView view) {
    return failuresInARow % (CACHE_TRIES + 1) >= CACHE_TRIES
        ? null
        : caches.next(view, avoided()).orElse(null);
  }
}
