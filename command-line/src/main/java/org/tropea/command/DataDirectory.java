package org.tropea.command;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.directory.store.PrivateFiles;
import org.tropea.directory.store.StateFile;

/**
 * The folder of the process's keys and documents, locked against a second process until closed.
 *
 * <p>As C tor has it: made with mode 0700, refused where it is a symbolic link or another user's,
 * and closed to the group and to others where it was open to them.
 */
final class DataDirectory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);
  private static final Duration TRY_AGAIN = Duration.ofMillis(100);

  private final Path path;
  private final FileChannel lockFile;
  private final StateFile state;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.state = new StateFile(path);
    this.lockFile = lockFile;
  }

  /** Makes {@code path} where it is not there, so that the log can go into it. */
  static void prepare(Path path) throws CannotStart {
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw new CannotStart(
          "DataDirectory "
              + path
              + " cannot be made, since there is no folder "
              + parent
              + "; make that one, or name another");
    }
    try {
      check(path);
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  private static CannotStart unusable(Path path, IOException e) {
    return new CannotStart(
        "DataDirectory " + path + " cannot be used; it must be a folder this user may write to", e);
  }

  /** Makes or checks {@code path} and locks it, waiting at most {@code patience} for the lock. */
  static DataDirectory open(Path path, Duration patience) throws CannotStart, InterruptedException {
    prepare(path);
    try {
      return new DataDirectory(path, lock(path, patience));
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  /** The folder itself. */
  Path path() {
    return path;
  }

  /** Its state file, which all roles of the process share. */
  StateFile state() {
    return state;
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }

  private static void check(Path path) throws CannotStart, IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      PrivateFiles.createDirectory(path);
    }
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new CannotStart(
          "DataDirectory " + path + " is a link or no folder; name the folder itself");
    }
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      checkOwner(path);
    }
  }

  private static void checkOwner(Path path) throws CannotStart, IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    // Files made here are this process's: no other portable way to learn its user.
    Path probe = Files.createTempFile(path, "owner", null);
    boolean ours = Files.getOwner(probe).equals(attributes.owner());
    Files.delete(probe);
    if (!ours) {
      throw new CannotStart(
          "DataDirectory " + path + " belongs to another user; run as that user or name another");
    }
    PrivateFiles.closeToOthers(path);
  }

  private static FileChannel lock(Path path, Duration patience)
      throws CannotStart, IOException, InterruptedException {
    FileChannel file =
        PrivateFiles.open(
            path.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    long tries = patience.toMillis() / TRY_AGAIN.toMillis();
    boolean locked = tryLock(file) != null;
    if (!locked && tries > 0) {
      log.warn("Another process uses DataDirectory {}; waiting for it to end", path);
    }
    for (long i = 0; i < tries && !locked; i++) {
      Thread.sleep(TRY_AGAIN.toMillis());
      locked = tryLock(file) != null;
    }
    if (!locked) {
      file.close();
      throw new CannotStart(
          "DataDirectory " + path + " is in use by another process; end it or name another folder");
    }
    return file;
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }
}
