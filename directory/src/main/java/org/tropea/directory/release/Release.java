package org.tropea.directory.release;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * The release that is running. Maven writes both into the build, from the one place where they are
 * kept. Immutable.
 *
 * @param version as in the pom, for example {@code 1.2.0} or {@code 1.3.0-SNAPSHOT}
 * @param made about when it was made; a consensus older than that cannot know of it
 */
public record Release(String version, Instant made) {
  private static final String FILE = "release.properties";

  /** Nothing behind the numbers: no {@code -SNAPSHOT}, and nothing that a build left as it was. */
  private static final Pattern RELEASED = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?");

  /** The release of these classes. */
  public static Release current() {
    Properties said = new Properties();
    try (InputStream file = Release.class.getResourceAsStream(FILE)) {
      said.load(Objects.requireNonNull(file, FILE));
    } catch (IOException e) {
      throw new IllegalStateException("the build holds no readable " + FILE, e);
    }
    return new Release(value(said, "version"), Instant.parse(value(said, "made")));
  }

  private static String value(Properties said, String key) {
    return Objects.requireNonNull(said.getProperty(key), key);
  }

  /**
   * Whether this build may enter the public Tor network by its own lists: only one that was
   * released. A build of the source tree, as tests and scripts run it, never does.
   */
  public boolean entersPublicNetwork() {
    return RELEASED.matcher(version).matches();
  }

  /** The {@code platform} line of a descriptor: the program, and the system it runs on. */
  public String platform(String system) {
    return "Tropea " + version + " on " + system;
  }
}
