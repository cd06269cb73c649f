package org.tropea.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tropea.integration.LoggedProcess;

/** {@code ./tropea} on a torrc, as a user runs it. */
record TropeaNode(LoggedProcess process, Path folder) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The line of an authority that does not exist. */
  static final String NOBODY =
      "DirAuthority nobody orport=1 v3ident=" + "f".repeat(40) + " 127.0.0.1:1 " + "f".repeat(40);

  static final List<String> EXIT =
      List.of(
          "ExitRelay 1",
          "ExitPolicyRejectPrivate 0",
          "ExitPolicy accept *:*",
          "RefuseUnknownExits 0");

  /** Starts it; {@code javaOptions} are for the JVM alone. */
  static TropeaNode start(Path folder, String javaOptions, List<String> torrc) throws IOException {
    Files.createDirectories(folder);
    List<String> lines = new ArrayList<>(torrc);
    lines.add("DataDirectory " + folder.resolve("data"));
    Path file = Files.write(folder.resolve("torrc"), lines);
    ProcessBuilder builder =
        new ProcessBuilder(root().resolve("tropea").toString(), "-f", file.toString());
    builder.environment().put("TROPEA_JAVA_OPTIONS", javaOptions);
    return new TropeaNode(LoggedProcess.start(folder.getFileName().toString(), builder), folder);
  }

  /** A relay of ours that knows these authorities. */
  static TropeaNode relay(Path folder, String javaOptions, List<String> authorities, String... more)
      throws IOException {
    List<String> torrc = new ArrayList<>(authorities);
    torrc.addAll(
        List.of(
            "TestingTorNetwork 1",
            "Nickname " + folder.getFileName(),
            "ORPort auto",
            "Address 127.0.0.1",
            "SocksPort 0",
            "ContactInfo test@example.com"));
    torrc.addAll(EXIT);
    torrc.addAll(List.of(more));
    return start(folder, javaOptions, torrc);
  }

  /** What others need to know of it, once it listens. */
  Node node() throws IOException, InterruptedException {
    String line = process.await("Opened OR listener on port \\d+", PATIENCE);
    process.await("Our fingerprint is", PATIENCE);
    int port = Integer.parseInt(line.replaceAll(".*port ", "").strip());
    return Node.read(folder.getFileName().toString(), folder.resolve("data"), port, process.pid());
  }

  /** A client's, once it listens. */
  int socksPort() throws InterruptedException {
    String line = process.await("Opened SOCKS listener on port \\d+", PATIENCE);
    return Integer.parseInt(line.replaceAll(".*port ", "").strip());
  }

  /** The folder of the repository. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isExecutable(folder.resolve("tropea"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("run this inside of the repository: no script tropea above");
    }
    return folder;
  }

  @Override
  public void close() {
    process.close();
  }
}
