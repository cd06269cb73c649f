package org.tropea.relay.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.directory.store.AtomicFile;

/**
 * The files of {@code keys/}: read whole, replaced whole, for their owner alone. What others may
 * read is mended, with a warning; symbolic links are refused. Blocks.
 */
final class KeyDirectory {
  private static final Logger log = LoggerFactory.getLogger(KeyDirectory.class);
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final long MAX_FILE = 16 * 1024;

  private final Path directory;
  private final boolean posix;

  KeyDirectory(Path directory) throws KeyFileException {
    this.directory = directory;
    this.posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    try {
      if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
        if (posix) {
          Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(DIRECTORY));
        } else {
          Files.createDirectories(directory);
        }
      }
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new KeyFileException("The directory of keys is no directory; move it away.");
      }
      closeToOthers(directory, DIRECTORY);
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
      closeToOthers(file, FILE);
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

  private void closeToOthers(Path path, Set<PosixFilePermission> most) throws IOException {
    if (!posix) {
      return;
    }
    Set<PosixFilePermission> now =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .permissions();
    if (!most.containsAll(now)) {
      Files.setPosixFilePermissions(path, most);
      log.warn(
          "Others could read {}, which holds secrets; now only its owner can", path.getFileName());
    }
  }
}
