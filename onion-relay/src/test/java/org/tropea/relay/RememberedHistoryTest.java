package org.tropea.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.directory.store.StateFile;

class RememberedHistoryTest {
  private static final Instant NOW = Instant.parse("2026-11-28T16:00:00Z");

  @TempDir private Path folder;
  private final EventLoop loop = new DefaultEventLoop();

  @AfterEach
  void end() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** C tor writes its line a moment after the file, which may be another second. */
  @ParameterizedTest
  @CsvSource({
    "2026-11-28 15:12:39, 2026-11-28T15:12:38Z, 2026-11-28 15:12:39",
    "2026-11-28 15:12:39, 2026-11-28T15:12:40Z, 2026-11-28 15:12:40",
    "2026-11-28 16:00:01, 2026-11-28T15:12:38Z, 2026-11-28 15:12:38",
    "yesterday evening, 2026-11-28T15:12:38Z, 2026-11-28 15:12:38",
    "never, 2026-11-28T15:12:38Z, 2026-11-28 15:12:38"
  })
  void lineOfTheOnionKey_standsUntilThereIsANewerKey(String line, Instant since, String written)
      throws Exception {
    Path file = folder.resolve("state");
    Files.writeString(file, "LastRotatedOnionKey " + line + "\n");
    RememberedHistory history =
        new RememberedHistory(
            loop, Runnable::run, new StateFile(folder), InstantSource.fixed(NOW), () -> since);
    history.writeLast();
    assertThat(Files.readAllLines(file)).contains("LastRotatedOnionKey " + written);
  }
}
