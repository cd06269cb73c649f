package org.tropea.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that ran to its end.
 *
 * @param code what it ended with
 * @param output all that it said, whichever way
 */
record Tool(int code, String output) {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  static Tool run(String... command) throws Exception {
    return run(Map.of(), command);
  }

  /** The same, with more in its environment. */
  static Tool run(Map<String, String> environment, String... command) throws Exception {
    return run(PATIENCE, environment, command);
  }

  /** The same, which is ended, and fails, where it takes longer than {@code patience}. */
  static Tool run(Duration patience, Map<String, String> environment, String... command)
      throws Exception {
    // A pipe would stay open as long as anything that the program began.
    Path said = Files.createTempFile("tool", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      try {
        process.getOutputStream().close();
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new AssertionError(
              "not over within %s: %s; it had said: %s"
                  .formatted(patience, String.join(" ", command), text(said)));
        }
        return new Tool(process.exitValue(), text(said));
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
    } finally {
      Files.delete(said);
    }
  }

  /** Lines of tor-resolve begin with the time. */
  private static String text(Path said) throws IOException {
    return Files.readString(said, ISO_8859_1).replaceAll("(?m)^\\w+ \\d+ [0-9:.]+ ", "");
  }

  /** The same tool, which did what it was told. */
  Tool succeeded() {
    assertThat(code).as(output).isZero();
    return this;
  }
}
