package org.tropea.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A process whose output lines, both streams, are kept and can be waited for. Ended with the test's
 * JVM at the latest. For any thread.
 */
public final class LoggedProcess implements AutoCloseable {
  private static final Path GNU_ENV = Path.of("/usr/bin/env");
  private static final Duration END_PATIENCE = Duration.ofSeconds(20);
  private static final int LINES_SHOWN = 40;

  private final String name;
  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  private LoggedProcess(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * Starts {@code builder}'s process; {@code name} is for what a failed wait says. Its errors are
   * read with its output, unless {@code builder} sends them elsewhere.
   */
  public static LoggedProcess start(String name, ProcessBuilder builder) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(GNU_ENV)) {
      // A shell's background job ignores SIGINT, nohup SIGHUP, and so would their children.
      command.addAll(List.of(GNU_ENV.toString(), "--default-signal=INT,HUP"));
    }
    command.addAll(builder.command());
    builder.command(command);
    builder.redirectErrorStream(builder.redirectError().equals(ProcessBuilder.Redirect.PIPE));
    LoggedProcess logged = new LoggedProcess(name, builder.start());
    Runtime.getRuntime().addShutdownHook(new Thread(logged.process::destroyForcibly));
    Thread reader = new Thread(logged::read, "output of " + name);
    reader.setDaemon(true);
    reader.start();
    return logged;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** All lines so far. */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** The first line that contains {@code regex}, those already there included. */
  public String await(String regex, Duration patience) throws InterruptedException {
    return await(0, regex, patience);
  }

  /**
   * The first such line from line {@code from} on; {@code lines().size()} is where new ones begin.
   */
  public synchronized String await(int from, String regex, Duration patience)
      throws InterruptedException {
    Pattern pattern = Pattern.compile(regex);
    long deadline = System.nanoTime() + patience.toNanos();
    int next = from;
    while (true) {
      for (; next < lines.size(); next++) {
        if (pattern.matcher(lines.get(next)).find()) {
          return lines.get(next);
        }
      }
      awaitMore(regex, deadline);
    }
  }

  private synchronized void awaitMore(String regex, long deadline) throws InterruptedException {
    long left = deadline - System.nanoTime();
    if (ended || left <= 0) {
      String why = ended ? " ended without saying '" : " did not say '";
      throw new AssertionError(name + why + regex + "'; its last lines:\n" + lastLines());
    }
    TimeUnit.NANOSECONDS.timedWait(this, left);
  }

  /** Waits until it says nothing more: {@link #lines} is then all of it. */
  synchronized void awaitEnd(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!ended) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError(name + " did not close its output");
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /** Sends SIGTERM; the exit code, or a failure where it does not end. */
  public int terminate() throws InterruptedException {
    process.destroy();
    return awaitExit(END_PATIENCE);
  }

  /** Sends SIGKILL and waits for the end. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitExit(END_PATIENCE);
  }

  /** The exit code once it ended by itself. */
  public int awaitExit(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(name + " did not end; its last lines:\n" + lastLines());
    }
    return process.exitValue();
  }

  /** Sends a signal by its name, such as STOP or CONT. */
  public void signal(String signal) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start().waitFor();
    if (code != 0) {
      throw new AssertionError("cannot send SIG" + signal + " to " + name);
    }
  }

  /** Ends it, by SIGKILL where SIGTERM is not enough. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  synchronized String lastLines() {
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("(output no longer readable: " + new UncheckedIOException(e).getMessage() + ")");
    } finally {
      add(null);
    }
  }

  private synchronized void add(@Nullable String line) {
    if (line == null) {
      ended = true;
    } else {
      lines.add(line);
    }
    notifyAll();
  }
}
