package org.tropea.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** {@code ./tropea} as a user starts it: the script at the root, a torrc, a process. */
final class TropeaProcess implements AutoCloseable {
  /**
   * Assertions on, and a heap so small that anything unbounded shows; all of it touched from the
   * start, so that what the process grows by is not heap.
   */
  static final String JAVA_OPTIONS =
      "-ea -Xms96m -Xmx96m -XX:+AlwaysPreTouch -XX:MaxDirectMemorySize=64m"
          + " -Dio.netty.leakDetection.level=simple";

  private static final Duration OPEN_PATIENCE = Duration.ofMinutes(1);

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
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("TROPEA_JAVA_OPTIONS", JAVA_OPTIONS);
    return new TropeaProcess(LoggedProcess.start("tropea", builder));
  }

  /**
   * The same as on a machine that neither BoringSSL nor Conscrypt has a native part for: the jars
   * with BoringSSL's are not on the class path, and Conscrypt's is with that part left out.
   */
  static TropeaProcess startWithoutNativeParts(Path folder, List<String> lines) throws IOException {
    Path target = root().resolve("command-line").resolve("target");
    Path bare = folder.resolve("conscrypt-bare.jar");
    List<Path> libraries;
    try (Stream<Path> all = Files.list(target.resolve("lib"))) {
      libraries = new ArrayList<>(all.toList());
    }
    Path jar =
        libraries.stream()
            .filter(each -> each.getFileName().toString().startsWith("conscrypt"))
            .findFirst()
            .orElseThrow();
    libraries.remove(jar);
    libraries.removeIf(each -> each.getFileName().toString().contains("tcnative-boringssl"));
    libraries.add(bare);
    libraries.add(target.resolve("classes"));
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(bare))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.getName().startsWith("META-INF/native/")) {
          out.putNextEntry(new ZipEntry(entry.getName()));
          in.transferTo(out);
        }
      }
    }
    List<String> torrc = new ArrayList<>(lines);
    torrc.add("DataDirectory " + folder.resolve("data"));
    Path file = Files.write(folder.resolve("torrc"), torrc);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JAVA_OPTIONS.split(" ")));
    command.add("-cp");
    command.add(libraries.stream().map(Path::toString).collect(Collectors.joining(":")));
    command.add("org.tropea.command.Tropea");
    command.add("-f");
    command.add(file.toString());
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

  /** Where it listens for SOCKS, once it says so. */
  int socksPort() throws InterruptedException {
    String line = process.await("Opened SOCKS listener on port", OPEN_PATIENCE);
    return Integer.parseInt(line.replaceAll(".*port ", ""));
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
