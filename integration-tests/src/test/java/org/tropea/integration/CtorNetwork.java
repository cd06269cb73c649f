package org.tropea.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.network.Authority;

/** A private network of C tor processes on loopback. Takes about 25 s to start. For one thread. */
public final class CtorNetwork implements AutoCloseable {
  /**
   * How many nodes of each kind, and which C tor they run: the authorities may run another than the
   * rest.
   */
  public record Layout(
      int authorities,
      int relays,
      int exits,
      int clients,
      CtorPrograms authorityPrograms,
      CtorPrograms programs) {
    /** All of the newest C tor. */
    public Layout(int authorities, int relays, int exits, int clients) {
      this(authorities, relays, exits, clients, CtorPrograms.newest(), CtorPrograms.newest());
    }

    /** The same of another version. */
    public Layout of(CtorPrograms all) {
      return new Layout(authorities, relays, exits, clients, all, all);
    }

    /** The same with authorities of another version. */
    public Layout withAuthoritiesOf(CtorPrograms theirs) {
      return new Layout(authorities, relays, exits, clients, theirs, programs);
    }

    CtorPrograms programs(CtorNode.Kind kind) {
      return kind == CtorNode.Kind.AUTHORITY ? authorityPrograms : programs;
    }

    int count(CtorNode.Kind kind) {
      return switch (kind) {
        case AUTHORITY -> authorities;
        case RELAY -> relays;
        case EXIT -> exits;
        case CLIENT -> clients;
      };
    }
  }

  /** The least that C tor takes. */
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final Duration START_PATIENCE = Duration.ofMinutes(3);
  private static final Duration TOOL_PATIENCE = Duration.ofMinutes(1);

  /** A line for an authority whose own key is not known yet: C tor does not start without one. */
  private static final String PLACEHOLDER =
      "DirAuthority placeholder orport=1 127.0.0.1:1 " + "f".repeat(40);

  private final List<CtorNode> nodes = new ArrayList<>();
  private final List<String> authorityLines = new ArrayList<>();
  private Duration interval = INTERVAL;

  private CtorNetwork() {}

  /**
   * Starts a network in {@code folder} and returns it when every node is bootstrapped and the
   * consensus holds every relay.
   */
  public static CtorNetwork start(Path folder, Layout layout)
      throws IOException, InterruptedException {
    CtorNetwork network = prepare(folder, layout);
    try {
      network.launch(network.asInPublic());
      network.awaitBootstrap(0);
      return network;
    } catch (Throwable e) {
      network.close();
      throw e;
    }
  }

  /** A network whose authorities have keys by tor-gencert, and in which nothing runs yet. */
  static CtorNetwork prepare(Path folder, Layout layout) throws IOException, InterruptedException {
    return prepare(folder, layout, List.of(layout.authorityPrograms().gencert()));
  }

  /** The same by another command that takes tor-gencert's options. */
  static CtorNetwork prepare(Path folder, Layout layout, List<String> gencert)
      throws IOException, InterruptedException {
    CtorNetwork network = new CtorNetwork();
    Files.createDirectories(folder);
    network.plan(folder, layout);
    for (CtorNode node : network.nodes(CtorNode.Kind.AUTHORITY)) {
      network.authorityLines.add(authorityLine(node, gencert));
    }
    return network;
  }

  /**
   * Adds authorities that are no processes of this network, and that vote this often; before it is
   * launched.
   */
  void join(List<String> lines, Duration interval) {
    authorityLines.addAll(lines);
    this.interval = interval;
  }

  /** Changes each authority's line; before it is launched. */
  void change(UnaryOperator<String> line) {
    authorityLines.replaceAll(line);
  }

  /** Starts all processes, with more torrc lines for nodes of these names. */
  void launch(Map<String, List<String>> more) throws IOException {
    for (CtorNode node : nodes) {
      List<String> lines = new ArrayList<>(authorityLines);
      if (node.kind() == CtorNode.Kind.AUTHORITY) {
        lines.addAll(voting(interval));
      }
      lines.addAll(more.getOrDefault(node.name(), List.of()));
      node.writeTorrc(lines);
      node.start();
    }
  }

  /** What the public network says to its clients, and C tor by itself does not. */
  private Map<String, List<String>> asInPublic() {
    Map<String, List<String>> lines = new HashMap<>();
    nodes(CtorNode.Kind.AUTHORITY)
        .forEach(node -> lines.put(node.name(), List.of("ConsensusParams ExtendByEd25519ID=1")));
    return lines;
  }

  /** How its authorities vote, from the first time on. */
  private static List<String> voting(Duration interval) {
    List<String> lines = new ArrayList<>();
    for (String prefix : List.of("V3Auth", "TestingV3AuthInitial")) {
      lines.add(prefix + "VotingInterval " + interval.toSeconds());
      lines.add(prefix + "VoteDelay " + interval.dividedBy(5).toSeconds());
      lines.add(prefix + "DistDelay " + interval.dividedBy(5).toSeconds());
    }
    return lines;
  }

  /** The {@code DirAuthority} lines of all authorities, those that joined last. */
  public List<String> directoryAuthorityLines() {
    return List.copyOf(authorityLines);
  }

  /** The same, as settings name them. */
  public List<Authority> authorities() throws DecodeException {
    return TropeaAuthority.authorities(authorityLines);
  }

  /** All nodes of {@code kind}: authority0, authority1, relay0, ... */
  public List<CtorNode> nodes(CtorNode.Kind kind) {
    return nodes.stream().filter(node -> node.kind() == kind).toList();
  }

  /** The node of that nickname. */
  public CtorNode node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
  }

  /** The relay with that ORPort. */
  CtorNode relayAt(int orPort) {
    return nodes.stream().filter(node -> node.orPort() == orPort).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    for (CtorNode node : nodes) {
      node.close();
    }
  }

  private void plan(Path folder, Layout layout) throws IOException {
    int total = layout.authorities() + layout.relays() + layout.exits() + layout.clients();
    List<Integer> ports = LoopbackPorts.free(CtorNode.PORTS * total);
    for (CtorNode.Kind kind : CtorNode.Kind.values()) {
      for (int i = 0; i < layout.count(kind); i++) {
        String name = kind.name().toLowerCase(Locale.ROOT) + i;
        int first = CtorNode.PORTS * nodes.size();
        nodes.add(
            new CtorNode(
                kind,
                name,
                folder.resolve(name),
                ports.subList(first, first + CtorNode.PORTS),
                layout.programs(kind)));
      }
    }
  }

  /** Waits until every node is bootstrapped and lists every relay and {@code guests} more. */
  void awaitBootstrap(int guests) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    for (CtorNode node : nodes) {
      node.process().await("Bootstrapped 100%", Duration.ofNanos(deadline - System.nanoTime()));
    }
    long relays =
        guests + nodes.stream().filter(node -> node.kind() != CtorNode.Kind.CLIENT).count();
    for (CtorNode node : nodes) {
      node.awaitListed(relays, Duration.ofNanos(deadline - System.nanoTime()));
    }
  }

  /** Makes the keys of an authority; the line by which others know it. */
  private static String authorityLine(CtorNode node, List<String> gencert)
      throws IOException, InterruptedException {
    Path keys = node.folder().resolve("keys");
    Path certificate = keys.resolve("authority_certificate");
    List<String> command = new ArrayList<>(gencert);
    command.addAll(List.of("--create-identity-key", "--passphrase-fd", "0", "-m", "12"));
    command.addAll(List.of("-i", keys.resolve("authority_identity_key").toString()));
    command.addAll(List.of("-s", keys.resolve("authority_signing_key").toString()));
    command.addAll(List.of("-c", certificate.toString()));
    command.addAll(List.of("-a", "127.0.0.1:" + node.directoryPort()));
    run(command.toArray(new String[0]));
    String v3Identity = find("(?m)^fingerprint ([0-9A-F]{40})$", Files.readString(certificate));
    return "DirAuthority %s orport=%d v3ident=%s 127.0.0.1:%d %s"
        .formatted(node.name(), node.orPort(), v3Identity, node.directoryPort(), fingerprint(node));
  }

  /** The fingerprint of a relay that need not run yet; its keys are made where they are missing. */
  static String fingerprint(CtorNode node) throws IOException, InterruptedException {
    Path torrc = node.writeTorrc(List.of(PLACEHOLDER));
    String listed =
        run(node.programs().tor(), "--quiet", "--list-fingerprint", "-f", torrc.toString());
    return find("(?m)^" + node.name() + " ([0-9A-F ]+)$", listed).replace(" ", "");
  }

  /** What the first group of {@code regex} is in {@code text}. */
  static String find(String regex, String text) {
    Matcher matcher = Pattern.compile(regex).matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("no " + regex + " in:\n" + text);
    }
    return matcher.group(1);
  }

  /** Runs a tool with a passphrase on its standard input; its output. */
  static String run(String... command) throws IOException, InterruptedException {
    Process process = startTool(command);
    try (var input = process.getOutputStream()) {
      input.write("test\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // A tool that wants no input may have closed it already.
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(TOOL_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(String.join(" ", command) + " failed:\n" + output);
    }
    return output;
  }

  private static Process startTool(String... command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new AssertionError(
          command[0] + " cannot be run; install C tor (Debian's package tor), or run ./check", e);
    }
  }
}
