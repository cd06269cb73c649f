package org.tropea.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which process is connected to a port, by Linux's own tables. */
final class OpenSockets {
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String ESTABLISHED = "01";

  private OpenSockets() {}

  /** Whether {@code pid} has a connection whose far end is that port. */
  static boolean leadTo(int port, long pid) throws IOException {
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] words = line.strip().split("\\s+", -1);
        if (words[REMOTE].endsWith(String.format(":%04X", port))
            && words[STATE].equals(ESTABLISHED)) {
          sockets.add("socket:[" + words[INODE] + "]");
        }
      }
    }
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return files.map(OpenSockets::target).anyMatch(sockets::contains);
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (java.nio.file.NoSuchFileException e) {
      return "closed meanwhile";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
