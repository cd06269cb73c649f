package org.tropea.relay.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.store.AtomicFile;
import org.tropea.directory.store.PrivateFiles;
import org.tropea.directory.text.IsoTime;

/**
 * Statistics of one kind, which are counted for 24 hours and published for the 24 hours behind
 * them, in a file of C tor's folder {@code stats} (row R14). Confined to its owner's loop, but for
 * the file, which the constructor reads and the {@code documents} executor writes.
 */
final class StatisticsFile {
  private static final Logger log = LoggerFactory.getLogger(StatisticsFile.class);
  private static final Duration INTERVAL = Duration.ofHours(24);

  /** What is older than that is not published. */
  private static final Duration OLDEST = Duration.ofHours(25);

  private static final Duration FUTURE = Duration.ofHours(1);
  private static final long MAX_FILE = 50_000;

  private final Path file;
  private final String keyword;
  private Instant begins;
  private Instant ended = Instant.MIN;
  private List<String> lines = List.of();

  /** What was counted until {@code end}, as its lines; counting begins anew. */
  interface Counting {
    List<String> lines(Instant end, long seconds);
  }

  /**
   * Reads what is there, which blocks.
   *
   * @param keyword of the line that says when the interval ended
   * @param begins when counting begins
   */
  StatisticsFile(Path file, String keyword, Instant begins) {
    this.file = file;
    this.keyword = keyword;
    this.begins = begins;
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= MAX_FILE) {
        List<String> read = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        ended = end(read);
        lines = List.copyOf(read);
      }
    } catch (IOException | DecodeException e) {
      log.info("Statistics in {} of the data directory are left out", file.getFileName());
    }
  }

  private Instant end(List<String> read) throws DecodeException {
    for (String line : read) {
      String[] words = line.split(" ", -1);
      if (words[0].equals(keyword) && words.length > 2) {
        return IsoTime.read(words[1], words[2]);
      }
    }
    throw new DecodeException("statistics do not say when they ended");
  }

  /** Where a day is over, keeps what was counted and begins another. */
  void look(Instant now, Counting counting, Executor documents) {
    if (now.isBefore(begins.plus(INTERVAL))) {
      return;
    }
    lines = List.copyOf(counting.lines(now, Duration.between(begins, now).toSeconds()));
    ended = now;
    begins = now;
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    try {
      documents.execute(() -> write(text));
    } catch (RejectedExecutionException e) {
      log.debug("Statistics are not written: this relay is closed");
    }
  }

  private void write(byte[] text) {
    try {
      @Nullable Path folder = file.getParent();
      PrivateFiles.createDirectories(Objects.requireNonNull(folder));
      AtomicFile.replace(file, text);
    } catch (IOException e) {
      log.warn("Statistics cannot be written to {}", file.getFileName(), e);
    }
  }

  /** What is published now. */
  List<String> lines(Instant now) {
    boolean recent = !ended.isBefore(now.minus(OLDEST)) && !ended.isAfter(now.plus(FUTURE));
    return recent ? lines : List.of();
  }
}
