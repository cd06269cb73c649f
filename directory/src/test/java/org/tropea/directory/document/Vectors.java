package org.tropea.directory.document;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.network.Authority;

/** The documents of a real network of C tor; see the README beside them. */
public final class Vectors {
  private Vectors() {}

  /** The file of this name under {@code vectors}. */
  public static byte[] file(String name) {
    try (InputStream stream = Vectors.class.getResourceAsStream("/vectors/" + name)) {
      return Objects.requireNonNull(stream, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The network's authorities. */
  public static List<Authority> authorities() throws DecodeException {
    List<Authority> authorities = new ArrayList<>();
    for (String line : new String(file("authorities"), US_ASCII).split("\n", -1)) {
      if (!line.isEmpty()) {
        authorities.add(Authority.read(line.substring("DirAuthority ".length())));
      }
    }
    return authorities;
  }
}
