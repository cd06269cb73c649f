package org.tropea.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of C tor: which of its programs a test runs.
 *
 * @param folder where its programs are; null for those of the PATH
 */
public record CtorPrograms(@Nullable Path folder) {
  /** What docs/spec-map.md speaks of. */
  private static final String REFERENCE = "0.4.9.15";

  /**
   * The newest, as {@code integration-tests/newest-ctor} fetches it. Where it was not fetched, this
   * is {@link #distribution}, and {@code check} says so.
   */
  public static CtorPrograms newest() {
    Path fetched = cache().resolve("tropea").resolve("ctor").resolve("bin");
    return new CtorPrograms(Files.isExecutable(fetched.resolve("tor")) ? fetched : null);
  }

  /** The one that is installed. */
  public static CtorPrograms distribution() {
    return new CtorPrograms(null);
  }

  /**
   * The newest, for a test of what no version before 0.4.9.15 shows: with an older one it fails.
   */
  public static CtorPrograms reference() throws IOException, InterruptedException {
    CtorPrograms newest = newest();
    String version = newest.version();
    if (Arrays.compare(numbers(version), numbers(REFERENCE)) < 0) {
      throw new AssertionError(
          "only C tor %s or newer shows this, and here is %s; run integration-tests/newest-ctor --again"
              .formatted(REFERENCE, version));
    }
    return newest;
  }

  /** The command {@code tor}. */
  public String tor() {
    return program("tor");
  }

  /** The command {@code tor-gencert}. */
  public String gencert() {
    return program("tor-gencert");
  }

  /** The command {@code tor-resolve}. */
  public String resolve() {
    return program("tor-resolve");
  }

  /** Its version, such as 0.4.9.15. */
  public String version() throws IOException, InterruptedException {
    return CtorNetwork.find("^Tor version ([0-9.]+[0-9])", CtorNetwork.run(tor(), "--version"));
  }

  private String program(String name) {
    return folder == null ? name : folder.resolve(name).toString();
  }

  private static int[] numbers(String version) {
    return List.of(version.split("\\.")).stream().mapToInt(Integer::parseInt).toArray();
  }

  /** The folder that integration-tests/newest-ctor fills. */
  private static Path cache() {
    String named = System.getenv("XDG_CACHE_HOME");
    return named == null || named.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache")
        : Path.of(named);
  }
}
