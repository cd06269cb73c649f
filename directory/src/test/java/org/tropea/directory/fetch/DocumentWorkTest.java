package org.tropea.directory.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;

class DocumentWorkTest {
  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final Queue<Runnable> documents = new ArrayDeque<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> results = new ArrayList<>();
  private final DocumentWork work =
      new DocumentWork(loop.eventLoop(), documents::add, failures::add);

  private void run() {
    documents.remove().run();
    loop.runPendingTasks();
  }

  @Test
  void result_isHandedToTheLoop() {
    work.run(() -> "read", results::add);
    documents.remove().run();
    assertThat(results).isEmpty();
    loop.runPendingTasks();
    assertThat(results).containsExactly("read");
    assertThat(failures).isEmpty();
  }

  @Test
  void garbage_isAFailure() {
    work.run(
        () -> {
          throw new DecodeException("line 1");
        },
        result -> results.add("never"));
    run();
    assertThat(failures).containsExactly("a directory sent garbage: line 1");
    assertThat(results).isEmpty();
  }

  @Test
  void error_whereItIsDoneOrTaken_isOneFailure() {
    work.run(
        () -> {
          throw new StackOverflowError();
        },
        result -> results.add("never"));
    run();
    work.run(
        () -> "read",
        result -> {
          throw new AssertionError("of a test");
        });
    run();
    work.guarded(
            () -> {
              throw new IllegalStateException("of a test");
            })
        .run();
    assertThat(failures)
        .containsExactly("an internal error", "an internal error", "an internal error");
    assertThat(results).isEmpty();
  }

  @Test
  void executorThatHasEnded_leavesTheWorkUndone() {
    DocumentWork late =
        new DocumentWork(
            loop.eventLoop(),
            task -> {
              throw new RejectedExecutionException("of a test");
            },
            failures::add);
    late.run(() -> "read", results::add);
    loop.runPendingTasks();
    assertThat(failures).isEmpty();
    assertThat(results).isEmpty();
  }

  @Test
  void loopThatHasEnded_isNeitherAFailureNorAnException() throws Exception {
    DefaultEventLoop ended = new DefaultEventLoop();
    ended.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    DocumentWork late = new DocumentWork(ended, documents::add, failures::add);
    late.run(() -> "read", results::add);
    documents.remove().run();
    assertThat(failures).isEmpty();
    assertThat(results).isEmpty();
  }
}
