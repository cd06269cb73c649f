package org.tropea.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code ./tropea} as a user starts it: the script at the root, a torrc, a process. */
final class TropeaProcess implements AutoCloseable {
  private final LoggedProcess process;

  private TropeaProcess(LoggedProcess process) {
    this.process = process;
  }

  /**
   * Starts it on a torrc of {@code lines}, written to {@code folder}, its data directory in there
   * too, and {@code arguments} behind {@code -f}.
   */
  static TropeaProcess start(Path folder, List<String> lines, String... arguments)
      throws IOException {
    Files.createDirectories(folder);
    List<String> torrc = new ArrayList<>();
    torrc.add("DataDirectory " + folder.resolve("data"));
    torrc.addAll(lines);
    Path file = Files.write(folder.resolve("torrc"), torrc);
    List<String> command = new ArrayList<>();
    command.add(root().resolve("tropea").toString());
    command.add("-f");
    command.add(file.toString());
    command.addAll(List.of(arguments));
    return new TropeaProcess(LoggedProcess.start("tropea", new ProcessBuilder(command)));
  }

  /** Its lines, to read and to wait for, and its signals. */
  LoggedProcess process() {
    return process;
  }

  /** Waits until it says it is bootstrapped. */
  void awaitBootstrap(Duration patience) throws InterruptedException {
    process.await("Bootstrapped 100%", patience);
  }

  /** The memory it holds just now, by Linux's count (VmRSS). */
  long residentBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new AssertionError("no VmRSS in " + status);
  }

  @Override
  public void close() {
    process.close();
  }

  /** The folder of the repository, above the one the tests run in. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isExecutable(folder.resolve("tropea"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new AssertionError("no script tropea above the working directory");
      }
    }
    return folder;
  }
}
