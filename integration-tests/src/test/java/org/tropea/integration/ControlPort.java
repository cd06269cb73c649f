package org.tropea.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/** A connection to the control port of a C tor node (control-spec). For one thread. */
public final class ControlPort implements AutoCloseable {
  private static final Duration REPLY_PATIENCE = Duration.ofSeconds(30);

  private final Socket socket;
  private final BufferedReader reader;
  private final Deque<String> events = new ArrayDeque<>();

  private ControlPort(Socket socket) throws IOException {
    this.socket = socket;
    this.reader =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  /** Connects to {@code port} of loopback and authenticates, for which no secret must be set. */
  public static ControlPort connect(int port) throws IOException {
    ControlPort control = new ControlPort(new Socket(InetAddress.getLoopbackAddress(), port));
    control.ask("AUTHENTICATE");
    return control;
  }

  /**
   * Sends {@code command}; the lines of its reply without their status, the lines of a data block
   * among them, and without the final OK. A refusal is a failure of the test.
   */
  public List<String> ask(String command) throws IOException {
    socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    List<String> reply = new ArrayList<>();
    while (true) {
      String line = readLine(REPLY_PATIENCE);
      if (line.startsWith("650")) {
        events.add(event(line));
      } else if (!line.startsWith("250")) {
        throw new AssertionError(command + " was answered " + line);
      } else if (line.charAt(3) == ' ') {
        if (!line.equals("250 OK")) {
          reply.add(line.substring(4));
        }
        return reply;
      } else {
        reply.add(line.substring(4));
        if (line.charAt(3) == '+') {
          readBlock(reply);
        }
      }
    }
  }

  /** What {@code GETINFO key} says, a data block as its lines. */
  public List<String> info(String key) throws IOException {
    List<String> reply = new ArrayList<>(ask("GETINFO " + key));
    String first = reply.get(0).substring(key.length() + 1);
    if (first.isEmpty()) {
      reply.remove(0);
    } else {
      reply.set(0, first);
    }
    return reply;
  }

  /** The next event, of those asked for with SETEVENTS, that contains {@code regex}. */
  public String awaitEvent(String regex, Duration patience) throws IOException {
    Pattern pattern = Pattern.compile(regex);
    long deadline = System.nanoTime() + patience.toNanos();
    List<String> others = new ArrayList<>();
    try {
      while (true) {
        String event =
            events.isEmpty()
                ? event(readLine(Duration.ofNanos(deadline - System.nanoTime())))
                : events.remove();
        if (pattern.matcher(event).find()) {
          return event;
        }
        others.add(event);
      }
    } catch (AssertionError e) {
      throw new AssertionError("no event " + regex + "; there came " + others, e);
    }
  }

  /** All events up to now that nobody has awaited; what the node said before is among them. */
  public List<String> events() throws IOException {
    ask("GETINFO version");
    return List.copyOf(events);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** The whole event that begins with {@code line}; its lines are joined by newlines. */
  private String event(String line) throws IOException {
    List<String> lines = new ArrayList<>();
    String last = line;
    while (true) {
      lines.add(last.substring(4));
      if (last.charAt(3) == ' ') {
        return String.join("\n", lines);
      }
      if (last.charAt(3) == '+') {
        readBlock(lines);
      }
      last = readLine(REPLY_PATIENCE);
    }
  }

  private void readBlock(List<String> lines) throws IOException {
    for (String line = readLine(REPLY_PATIENCE);
        !line.equals(".");
        line = readLine(REPLY_PATIENCE)) {
      lines.add(line.startsWith("..") ? line.substring(1) : line);
    }
  }

  private String readLine(Duration patience) throws IOException {
    // A timeout of 0 would wait for ever.
    socket.setSoTimeout((int) Math.max(1, patience.toMillis()));
    try {
      String line = reader.readLine();
      if (line == null) {
        throw new AssertionError("the control connection was closed");
      }
      return line;
    } catch (SocketTimeoutException e) {
      throw new AssertionError("nothing came on the control connection in time", e);
    }
  }
}
