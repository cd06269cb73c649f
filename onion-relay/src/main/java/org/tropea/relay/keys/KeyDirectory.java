package org.tropea.relay.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.store.AtomicFile;
import org.tropea.directory.store.PrivateFiles;

/**
 * The files of {@code keys/}: read whole, replaced whole, for their owner alone. What others may
 * read is mended, with a warning; symbolic links are refused. Blocks.
 */
final class KeyDirectory {
  private static final long MAX_FILE = 16 * 1024;

  private final Path directory;

  KeyDirectory(Path directory) throws KeyFileException {
    this.directory = directory;
    try {
      if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
        PrivateFiles.createDirectories(directory);
      }
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new KeyFileException("The directory of keys is no directory; move it away.");
      }
      PrivateFiles.closeToOthers(directory);
    } catch (IOException e) {
      throw new KeyFileException("The directory of keys cannot be made or read.", e);
    }
  }

  /** The file's bytes; null where there is no such file. */
  byte @Nullable [] read(String name) throws KeyFileException {
    Path file = directory.resolve(name);
    try {
      if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
        return null;
      }
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new KeyFileException("The key file " + name + " is no plain file; put one there.");
      }
      if (Files.size(file) > MAX_FILE) {
        throw new KeyFileException("The key file " + name + " is far too long to be a key.");
      }
      PrivateFiles.closeToOthers(file);
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new KeyFileException(
          "The key file "
              + name
              + " cannot be read; give Tropea the right to, it will not replace"
              + " it.",
          e);
    }
  }

  /** Replaces the file. */
  void write(String name, byte[] content) throws KeyFileException {
    try {
      AtomicFile.replace(directory.resolve(name), content);
    } catch (IOException e) {
      throw new KeyFileException("The key file " + name + " cannot be written.", e);
    }
  }

  /** When the file was written. */
  Instant written(String name) throws KeyFileException {
    try {
      return Files.getLastModifiedTime(directory.resolve(name)).toInstant();
    } catch (IOException e) {
      throw new KeyFileException("The age of the key file " + name + " cannot be read.", e);
    }
  }

  /** Dates the file. */
  void date(String name, Instant time) throws KeyFileException {
    try {
      Files.setLastModifiedTime(directory.resolve(name), FileTime.from(time));
    } catch (IOException e) {
      throw new KeyFileException("The key file " + name + " cannot be dated.", e);
    }
  }
}
