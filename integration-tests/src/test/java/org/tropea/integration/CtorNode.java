package org.tropea.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One C tor process of a {@link CtorNetwork}: its files, ports and, once started, its process. */
public final class CtorNode implements AutoCloseable {
  /** What a node does in the network. */
  public enum Kind {
    AUTHORITY,
    RELAY,
    EXIT,
    CLIENT
  }

  /** How many ports a node has. */
  static final int PORTS = 4;

  private static final String COMMON =
      """
      TestingTorNetwork 1
      AssumeReachable 1
      PathsNeededToBuildCircuits 0.67
      TestingDirAuthVoteExit *
      TestingDirAuthVoteGuard *
      TestingDirAuthVoteHSDir *
      TestingMinExitFlagThreshold 0
      V3AuthNIntervalsValid 2
      ShutdownWaitLength 0
      ProtocolWarnings 1
      SafeLogging 0
      CookieAuthentication 0
      Log notice stdout
      """;

  private static final String VOTING =
      """
      AuthoritativeDirectory 1
      V3AuthoritativeDirectory 1
      """;

  private static final String EXITING =
      """
      ExitRelay 1
      IPv6Exit 0
      ExitPolicyRejectPrivate 0
      ExitPolicy accept *:*
      """;

  private final Kind kind;
  private final String name;
  private final Path folder;
  private final List<Integer> ports;
  private final CtorPrograms programs;
  private @Nullable LoggedProcess process;

  /** A node of the newest C tor on free ports, not yet started. */
  CtorNode(Kind kind, String name, Path folder) throws IOException {
    this(kind, name, folder, LoopbackPorts.free(PORTS), CtorPrograms.newest());
  }

  /** One not yet started; {@code ports} are its OR, directory, SOCKS and control port. */
  CtorNode(Kind kind, String name, Path folder, List<Integer> ports, CtorPrograms programs)
      throws IOException {
    this.kind = kind;
    this.name = name;
    this.folder = folder;
    this.ports = List.copyOf(ports);
    this.programs = programs;
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createDirectory(
        folder.resolve("keys"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  public Kind kind() {
    return kind;
  }

  public String name() {
    return name;
  }

  public Path folder() {
    return folder;
  }

  /** The version it is of. */
  public CtorPrograms programs() {
    return programs;
  }

  public int orPort() {
    return ports.get(0);
  }

  public int directoryPort() {
    return ports.get(1);
  }

  public int socksPort() {
    return ports.get(2);
  }

  /** A new connection to its control port. */
  public ControlPort control() throws IOException {
    return ControlPort.connect(ports.get(3));
  }

  /** Waits until its consensus lists so many relays. */
  void awaitListed(long relays, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    try (ControlPort control = control()) {
      control.ask("SETEVENTS NEWCONSENSUS");
      while (control.info("ns/all").stream().filter(line -> line.startsWith("r ")).count()
          < relays) {
        control.awaitEvent("^NEWCONSENSUS", Duration.ofNanos(deadline - System.nanoTime()));
      }
    }
  }

  /** Its process; only once started. */
  public LoggedProcess process() {
    return Objects.requireNonNull(process, "not started");
  }

  /** Writes its torrc with {@code more} lines at the end; the file. */
  public Path writeTorrc(List<String> more) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(COMMON);
    lines.add("Nickname " + name);
    lines.add("DataDirectory " + folder);
    lines.add("ControlPort " + ports.get(3));
    // Ends it where the test's JVM dies without closing it.
    lines.add("__OwningControllerProcess " + ProcessHandle.current().pid());
    if (kind == Kind.CLIENT) {
      lines.add("SocksPort " + socksPort());
    } else {
      lines.add("SocksPort 0");
      lines.add("Address 127.0.0.1");
      lines.add("ORPort " + orPort() + " IPv4Only");
      lines.add("DirPort " + directoryPort() + " IPv4Only");
      lines.add("ContactInfo test@example.com");
      lines.add(kind == Kind.EXIT ? EXITING : "ExitRelay 0");
    }
    if (kind == Kind.AUTHORITY) {
      lines.add(VOTING);
    }
    lines.addAll(more);
    return Files.write(folder.resolve("torrc"), lines);
  }

  /** Starts its process on the torrc written last. */
  public void start() throws IOException {
    process =
        LoggedProcess.start(
            name, new ProcessBuilder(programs.tor(), "-f", folder.resolve("torrc").toString()));
  }

  /** Ends it at once, as a crash would. */
  public void kill() throws InterruptedException {
    process().kill();
  }

  /** Stops it where it stands; its sockets stay open and silent. */
  public void pause() throws IOException, InterruptedException {
    process().signal("STOP");
  }

  /** Lets it go on after {@link #pause}. */
  public void resume() throws IOException, InterruptedException {
    process().signal("CONT");
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
