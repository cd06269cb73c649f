package org.tropea.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A connection to a control port on which anything may be said, and refused. Where the node closes
 * it, the next command goes over a new one. For one thread.
 */
final class ControlDialogue implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final int port;
  private final String folder;
  private Socket socket;
  private BufferedReader reader;

  /**
   * Connects, and is let in.
   *
   * @param folder the node's, which its replies may name
   */
  ControlDialogue(int port, String folder) throws IOException {
    this.port = port;
    this.folder = folder;
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    reader = reader(socket);
    letIn();
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  private void letIn() throws IOException {
    List<String> reply = ask("AUTHENTICATE");
    if (!reply.equals(List.of("250 OK"))) {
      throw new AssertionError("AUTHENTICATE was answered " + reply);
    }
  }

  /**
   * The reply to a command, with its numbers, keys, times and paths masked, so that it can be
   * compared with that of another node; a block of data is one line.
   */
  String shape(String command) throws IOException {
    List<String> reply = ask(command);
    boolean refused = !reply.get(0).startsWith("250");
    if (command.startsWith("QUIT") || (command.startsWith("AUTH") && refused)) {
      socket.close();
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      reader = reader(socket);
      letIn();
    }
    return reply.stream().map(this::masked).collect(Collectors.joining("\n"));
  }

  private String masked(String line) {
    return line.substring(0, 4)
        + line.substring(4)
            .replace(folder, "FOLDER")
            .replaceAll("[A-Za-z0-9+/]{80,}=*", "KEY")
            .replaceAll("\\b[a-z2-7]{56}\\b", "SERVICE")
            .replaceAll("\\b[a-z2-7]{16}\\.virtual\\b", "VIRTUAL")
            .replaceAll("\\[[0-9a-f]+:[0-9a-f:]+\\]", "IPV6")
            .replaceAll("\\b[0-9A-F]{40}\\b", "FINGERPRINT")
            // Has a pair for each second that a node has run.
            .replaceAll("(?<=bw-event-cache=)[0-9, ]*", "PAIRS")
            .replaceAll("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d", "TIME")
            .replaceAll("\\d+", "N");
  }

  private List<String> ask(String command) throws IOException {
    String body = command.startsWith("+") ? "x\r\n.\r\n" : "";
    socket.getOutputStream().write((command + "\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
    List<String> reply = new ArrayList<>();
    while (true) {
      String line = read(command);
      if (line.length() < 4) {
        throw new AssertionError(command + " was answered '" + line + "'");
      }
      boolean isData = line.charAt(3) == '+';
      if (isData) {
        skipData(command);
      }
      if (!line.startsWith("650")) {
        reply.add(isData ? line + " and data" : line);
        if (line.charAt(3) == ' ') {
          return reply;
        }
      }
    }
  }

  private void skipData(String command) throws IOException {
    String line = read(command);
    while (!line.equals(".")) {
      line = read(command);
    }
  }

  private String read(String command) throws IOException {
    String line = reader.readLine();
    if (line == null) {
      throw new AssertionError(command + " ended the connection");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
