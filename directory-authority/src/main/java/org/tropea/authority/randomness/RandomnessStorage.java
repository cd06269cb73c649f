package org.tropea.authority.randomness;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the text of {@code sr-state} is kept; for one caller at a time, and may block. */
public interface RandomnessStorage {
  /** The text that was written last; null where there is none. */
  @Nullable String read() throws IOException;

  /** Replaces the text: after a crash it is the old one or the new one, whole. */
  void write(String text) throws IOException;
}
