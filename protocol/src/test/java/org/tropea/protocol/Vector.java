package org.tropea.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A body that another implementation wrote, from a file in the resource folder vectors. */
public record Vector(String name, int command, byte[] body) {
  /** All vectors of a file: a name, a command and hexadecimal fields on each line. */
  public static List<Vector> readAll(String file) {
    try (@Nullable InputStream input = Vector.class.getResourceAsStream("/vectors/" + file)) {
      if (input == null) {
        throw new IllegalArgumentException("no vectors " + file);
      }
      return new String(input.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 3))
          .map(parts -> new Vector(parts[0], Integer.parseInt(parts[1]), hex(parts[2])))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes from hexadecimal fields, with blanks anywhere. */
  public static byte[] hex(String... fields) {
    return HexFormat.of().parseHex(String.join("", fields).replace(" ", ""));
  }

  @Override
  public String toString() {
    return name;
  }
}
