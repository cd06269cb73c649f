package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java example of the README, as it stands there, compiled and run. */
class ReadmeTest {
  private static final int PAGE = 100_000;

  @TempDir Path folder;

  @Test
  void example_compiled_fetchesAPageThroughItsNetwork() throws Exception {
    Path source =
        Files.writeString(
            folder.resolve("Example.java"),
            """
            import java.net.*;
            import org.tropea.network.*;
            public class Example {
              public static byte[] fetch(String url) throws Exception {
            %s
              }
            }
            """
                .formatted(example()));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
      assertThat(
              compiler
                  .getTask(null, files, null, options, null, files.getJavaFileObjects(source))
                  .call())
          .isTrue();
    }
    try (FileServer server = FileServer.start();
        URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      String url = "http://127.0.0.1:%d/%d".formatted(server.port(), PAGE);
      Object page = loader.loadClass("Example").getMethod("fetch", String.class).invoke(null, url);
      assertThat((byte[]) page).hasSize(PAGE);
    }
  }

  private static String example() throws Exception {
    String readme = Files.readString(Path.of("..", "README.md"));
    Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertThat(block.find()).isTrue();
    return block.group(1);
  }
}
