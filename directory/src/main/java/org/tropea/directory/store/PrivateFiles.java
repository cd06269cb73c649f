package org.tropea.directory.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that hold secrets, and their folders: for their owner alone, where the file system knows
 * owners. Blocks.
 */
public final class PrivateFiles {
  private static final Logger log = LoggerFactory.getLogger(PrivateFiles.class);
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFiles() {}

  /** Makes the folder and its parents, where they are missing. */
  public static void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory, mode(directory, DIRECTORY));
  }

  /** Makes the folder, whose parent is there. */
  public static void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory, mode(directory, DIRECTORY));
  }

  /** Opens the file; where that makes it, nobody else could read it for a moment. */
  public static FileChannel open(Path file, OpenOption... options) throws IOException {
    return FileChannel.open(file, Set.of(options), mode(file, FILE));
  }

  private static FileAttribute<?>[] mode(Path path, Set<PosixFilePermission> most) {
    return isPosix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(most)}
        : new FileAttribute<?>[0];
  }

  /** Takes from others the right to read it, with a warning where they had it. */
  public static void closeToOthers(Path path) throws IOException {
    if (!isPosix(path)) {
      return;
    }
    Set<PosixFilePermission> most =
        Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? DIRECTORY : FILE;
    Set<PosixFilePermission> now =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .permissions();
    if (!most.containsAll(now)) {
      Files.setPosixFilePermissions(path, most);
      log.warn(
          "Others could read {}, which holds secrets; now only its owner can", path.getFileName());
    }
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
