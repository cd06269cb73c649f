package org.tropea.directory.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tropea.crypto.bytes.DecodeException;

/**
 * Whom the public Tor network is known by: its authorities, and caches to ask at first. Both are
 * data files, read as the lines of a torrc are. Immutable.
 *
 * <p>To read it contacts nobody. Whoever is about to start something on it asks {@link
 * org.tropea.directory.release.Release#entersPublicNetwork} first: a build of this source tree does
 * not, and so no test or script can.
 */
public record PublicNetwork(List<Authority> authorities, List<FallbackDirectory> fallbacks) {
  /** Keeps its own copies. */
  public PublicNetwork {
    authorities = List.copyOf(authorities);
    fallbacks = List.copyOf(fallbacks);
  }

  /** Reads the files of this release. */
  public static PublicNetwork read() {
    return new PublicNetwork(
        readAll("public-authorities", Authority::read),
        readAll("public-fallbacks", FallbackDirectory::read));
  }

  /** Whether one of these authorities is one of the public network's. */
  public boolean shares(List<Authority> others) {
    return others.stream()
        .anyMatch(
            other -> authorities.stream().anyMatch(a -> a.identity().equals(other.identity())));
  }

  /** Reads one line of a kind. */
  private interface LineReader<T> {
    T read(String line) throws DecodeException;
  }

  private static <T> List<T> readAll(String file, LineReader<T> reader) {
    List<T> all = new ArrayList<>();
    try (InputStream bytes =
            Objects.requireNonNull(PublicNetwork.class.getResourceAsStream(file), file);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(bytes, StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          all.add(reader.read(line));
        }
      }
    } catch (IOException | DecodeException e) {
      throw new IllegalStateException("the build holds no readable " + file, e);
    }
    return all;
  }
}
