package org.tropea.directory.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReleaseTest {
  @Test
  void current_isWhatThePomSays() throws Exception {
    // Surefire runs in the module's folder.
    String pom = Files.readString(Path.of("..", "pom.xml"));
    Release release = Release.current();
    assertThat(release.version()).isEqualTo(first("<version>([^<]+)</version>", pom));
    assertThat(release.made())
        .isEqualTo(
            Instant.parse(
                first(
                    "<project.build.outputTimestamp>([^<]+)</project.build.outputTimestamp>",
                    pom)));
  }

  @Test
  void platform_namesProgramVersionAndSystem() {
    assertThat(new Release("1.2.0", Instant.EPOCH).platform("Linux"))
        .isEqualTo("Tropea 1.2.0 on Linux");
  }

  private static String first(String pattern, String text) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).isTrue();
    return found.group(1);
  }
}
