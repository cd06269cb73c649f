package org.tropea.integration.probe;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How many threads this process has, and what files it has open. */
record Leftovers(int threads, List<String> files) {
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");
  private static final int SLACK = 2;
  private static final Duration PAUSE = Duration.ofMillis(50);

  static Leftovers now() throws IOException {
    List<String> files = new ArrayList<>();
    try (DirectoryStream<Path> open = Files.newDirectoryStream(OPEN_FILES)) {
      for (Path file : open) {
        try {
          files.add(Files.readSymbolicLink(file).toString());
        } catch (IOException e) {
          // Closed meanwhile, as is the one that lists them.
        }
      }
    }
    Collections.sort(files);
    return new Leftovers(Thread.activeCount(), files);
  }

  /**
   * Waits until there are as few again; else what is left over. The kernel tells nobody when a
   * process has closed a file, so this looks again and again.
   */
  String awaitReturn(Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    Leftovers now = now();
    while (now.threads > threads + SLACK || now.files.size() > files.size() + SLACK) {
      if (System.nanoTime() > deadline) {
        List<String> more = new ArrayList<>(now.files);
        files.forEach(more::remove);
        return "threads: %d, were %d; new files: %s".formatted(now.threads, threads, more);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      now = now();
    }
    return "";
  }
}
