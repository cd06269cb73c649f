package org.tropea.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A {@link PinnedClient} and the lines we exchange with it. For one thread. */
final class OurClient implements Client {
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter commands;
  private final int socksPort;

  /**
   * Starts it with the java program and options that {@code like}, a process of ours, runs with.
   */
  OurClient(Path folder, String javaOptions, List<Node> nodes, long like) throws IOException {
    Files.createDirectories(folder);
    Path file = Files.write(folder.resolve("relays"), nodes.stream().map(Node::line).toList());
    List<String> command = new ArrayList<>(ProcessFigures.javaCommand(like));
    command.removeIf(option -> option.startsWith("-XX:StartFlightRecording"));
    // As the manifest of the executable jar has it.
    command.add("--add-opens=java.base/com.sun.crypto.provider=ALL-UNNAMED");
    if (!javaOptions.isEmpty()) {
      command.addAll(List.of(javaOptions.split(" ", -1)));
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            PinnedClient.class.getName(),
            file.toString()));
    process = new ProcessBuilder(command).redirectError(folder.resolve("errors").toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    answers = process.inputReader(StandardCharsets.US_ASCII);
    commands = process.outputWriter(StandardCharsets.US_ASCII);
    socksPort = Integer.parseInt(next("socks ").strip());
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Socket open(List<Node> path, String circuit, int port) throws IOException {
    return Client.socks(socksPort, Client.names(path), circuit, port);
  }

  /** The same over a conflux set of these legs. */
  Socket openSet(List<List<Node>> legs, String set, int port) throws IOException {
    String names = legs.stream().map(Client::names).collect(Collectors.joining("+"));
    return Client.socks(socksPort, names, set, port);
  }

  @Override
  public double build(int count, List<Node> path) throws IOException {
    return command("circuits " + count + " " + Client.names(path) + " " + Agreement.CGO);
  }

  @Override
  public void drop() throws IOException {
    command("drop");
  }

  /** Does what {@code line} says; the seconds it took. */
  double command(String line) throws IOException {
    commands.write(line + "\n");
    commands.flush();
    return Long.parseLong(next("done ").strip()) / 1e9;
  }

  private String next(String prefix) throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(prefix)) {
        return line.substring(prefix.length());
      }
      if (line.startsWith("failed")) {
        throw new IOException("our client " + line);
      }
    }
    throw new IOException("our client ended; what it said is in the file errors");
  }

  @Override
  public void close() throws IOException {
    commands.close();
    process.destroy();
  }
}
