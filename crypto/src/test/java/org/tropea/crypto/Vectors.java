package org.tropea.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The vectors of one file: blocks of name=value, parted by empty lines, after comments with #. */
public final class Vectors {
  private Vectors() {}

  /** One block. */
  public record Vector(Map<String, String> fields) {
    /** The text of a field. */
    public String text(String name) {
      String value = fields.get(name);
      if (value == null) {
        throw new IllegalArgumentException("the vector has no field " + name);
      }
      return value;
    }

    /** The bytes of a hexadecimal field. */
    public byte[] bytes(String name) {
      return HexFormat.of().parseHex(text(name));
    }

    /** Whether the field is there. */
    public boolean has(String name) {
      return fields.containsKey(name);
    }
  }

  /** All blocks of {@code vectors/name.txt}. */
  public static List<Vector> read(String name) {
    List<Vector> vectors = new ArrayList<>();
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : (text(name) + "\n").split("\n", -1)) {
      if (line.isEmpty() && !fields.isEmpty()) {
        vectors.add(new Vector(fields));
        fields = new LinkedHashMap<>();
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        int sign = line.indexOf('=');
        fields.put(line.substring(0, sign), line.substring(sign + 1));
      }
    }
    if (vectors.isEmpty()) {
      throw new IllegalArgumentException("no vectors in " + name);
    }
    return vectors;
  }

  private static String text(String name) {
    try (InputStream stream = Vectors.class.getResourceAsStream("/vectors/" + name + ".txt")) {
      if (stream == null) {
        throw new IllegalArgumentException("no vectors named " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
