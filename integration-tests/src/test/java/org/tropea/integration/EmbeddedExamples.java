package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The programs in embedded/src/examples, compiled, and each run in a JVM of its own. */
record EmbeddedExamples(Path classes, Path authorities) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Compiles them. */
  static EmbeddedExamples of(Path folder, List<String> authorities) throws IOException {
    Path lines = Files.write(folder.resolve("authorities"), authorities);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Path sources = TropeaProcess.root().resolve("embedded/src/examples/java");
    try (Stream<Path> examples = Files.list(sources);
        StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
      assertThat(
              compiler
                  .getTask(
                      null,
                      files,
                      null,
                      options,
                      null,
                      files.getJavaFileObjectsFromPaths(examples.toList()))
                  .call())
          .isTrue();
    }
    return new EmbeddedExamples(folder, lines);
  }

  /** What an example fetches; its JVM ends by itself. */
  byte[] run(String example, String url, String... jvmOptions) throws Exception {
    Path data = Files.createTempDirectory(classes, example);
    Path log = data.resolve("said");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(jvmOptions));
    command.addAll(List.of("-cp", classes + ":" + System.getProperty("java.class.path")));
    command.addAll(List.of(example, data.resolve("tor").toString(), authorities.toString(), url));
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    try {
      byte[] fetched = process.getInputStream().readAllBytes();
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
      return fetched;
    } finally {
      process.destroyForcibly();
    }
  }
}
