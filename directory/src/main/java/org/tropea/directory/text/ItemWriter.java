package org.tropea.directory.text;

import java.nio.charset.StandardCharsets;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.PemBlock;

/** Writes a document item by item (dir-spec 1.2). For one thread. */
public final class ItemWriter {
  private final ByteWriter writer = new ByteWriter(4096);

  /** A line: the keyword, and each argument behind a space. */
  public ItemWriter line(String keyword, Object... arguments) {
    StringBuilder line = new StringBuilder(keyword);
    for (Object argument : arguments) {
      line.append(' ').append(argument);
    }
    return text(line.append('\n').toString());
  }

  /** The object of the line before, 64 characters to a line. */
  public ItemWriter object(String tag, byte[] body) {
    return text(PemBlock.write(tag, body));
  }

  /** Text as it is. */
  public ItemWriter text(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a directory document has no NUL");
    }
    writer.bytes(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return writer.toByteArray();
  }
}
