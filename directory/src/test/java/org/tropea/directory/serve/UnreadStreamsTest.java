package org.tropea.directory.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Row K08: what clients that read nothing cost, measured in a process of its own. */
class UnreadStreamsTest {
  private static final int KIBIBYTES = 64 * 1024;

  @Test
  void streamsThatAreNeverRead_2000_costLessThan64Megabytes_andAnHonestOneIsAnswered()
      throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                UnreadStreams.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String[] said =
          new String(process.getInputStream().readAllBytes(), UTF_8).strip().split(" ", -1);
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      System.out.println("2,000 unread streams cost " + said[0] + " KiB");
      assertThat(Long.parseLong(said[0])).isLessThan(KIBIBYTES);
      assertThat(Long.parseLong(said[1])).as("bytes, up to a window").isGreaterThan(240_000);
    } finally {
      process.destroyForcibly();
    }
  }
}
