package org.tropea.command;

import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * How the roles of a process end, whichever comes first: closed, or one of them failed beyond
 * repair. One for all of them. Thread-safe.
 */
final class RoleEnd {
  private final CompletableFuture<Optional<String>> end = new CompletableFuture<>();

  /** Closed in order. */
  void close() {
    end.complete(Optional.empty());
  }

  /** Failed when this is done, with what the user can do. */
  void failsWith(Future<String> obstacle) {
    obstacle.addListener(
        done -> {
          if (done.isSuccess()) {
            end.complete(Optional.of(obstacle.getNow()));
          }
        });
  }

  /** Blocks until then. */
  void await() throws CannotStart, InterruptedException {
    try {
      Optional<String> failure = end.get();
      if (failure.isPresent()) {
        throw new CannotStart(failure.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing fails this future", e);
    }
  }
}
