package org.tropea.authority;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.store.AtomicFile;

/**
 * C tor's {@code consensus-transparency} files: each consensus that most authorities signed,
 * without signatures, for whoever logs consensuses. Confined as its owner; blocks on the disk.
 */
final class TransparencyFiles {
  private static final Logger log = LoggerFactory.getLogger(TransparencyFiles.class);

  private final Path directory;
  private final Map<Flavour, String> written = new EnumMap<>(Flavour.class);

  TransparencyFiles(Path directory) {
    this.directory = directory;
  }

  /** Writes those that are new. */
  void write(Map<Flavour, String> agreed) {
    agreed.forEach(
        (flavour, text) -> {
          if (text.equals(written.put(flavour, text))) {
            return;
          }
          Path file = directory.resolve("consensus-transparency-" + flavour.word());
          try {
            AtomicFile.replace(file, text.getBytes(StandardCharsets.ISO_8859_1));
          } catch (IOException e) {
            log.warn("Cannot export the {} consensus of this round", flavour.word(), e);
          }
        });
  }
}
