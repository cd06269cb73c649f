package org.tropea.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

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
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  static Tool run(String... command) throws Exception {
    return run(Map.of(), command);
  }

  /** The same, with more in its environment. */
  static Tool run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      // Lines of tor-resolve begin with the time.
      return new Tool(process.exitValue(), output.replaceAll("(?m)^\\w+ \\d+ [0-9:.]+ ", ""));
    } finally {
      process.destroyForcibly();
    }
  }

  /** The same tool, which did what it was told. */
  Tool succeeded() {
    assertThat(code).as(output).isZero();
    return this;
  }
}
