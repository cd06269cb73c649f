package org.tropea.network;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.directory.store.PrivateFiles;

/**
 * Where a network keeps its files: a folder to keep, or one that goes when it is closed.
 *
 * @param lock held against other networks; null where nobody else knows the folder
 */
record Folder(Path path, @Nullable FileChannel lock) implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Folder.class);
  private static final String LOCK = "network.lock";

  /** A new folder that nobody else can look into. */
  static Folder temporary() throws IOException {
    try {
      return new Folder(Files.createTempDirectory("tropea-network"), null);
    } catch (IOException e) {
      throw new IOException("no temporary folder can be made", e);
    }
  }

  /** This folder, made where there is none, for one network at a time. */
  static Folder kept(Path path) throws IOException {
    makePrivate(path);
    return new Folder(path.toAbsolutePath(), lock(path));
  }

  /** Two networks would write each other's keys and documents. */
  private static FileChannel lock(Path path) throws IOException {
    FileChannel file = PrivateFiles.open(path.resolve(LOCK), CREATE, WRITE);
    try {
      if (file.tryLock() != null) {
        return file;
      }
    } catch (OverlappingFileLockException e) {
      // Another network of this JVM.
    }
    file.close();
    throw new IOException(
        "the folder " + path + " has another network running in it; close that, or choose another");
  }

  /** The data directory of the node of this name. */
  Path of(String name) throws IOException {
    Path node = path.resolve(name);
    makePrivate(node);
    return node;
  }

  /** Makes it with mode 0700, where it is not there and the file system knows modes. */
  static void makePrivate(Path path) throws IOException {
    try {
      if (!Files.isDirectory(path)) {
        PrivateFiles.createDirectories(path);
      }
    } catch (IOException e) {
      throw new IOException(
          "the folder "
              + path
              + " cannot be made; choose one in a folder that this user may write to",
          e);
    }
  }

  @Override
  public void close() {
    try {
      if (lock != null) {
        lock.close();
        return;
      }
      Files.walkFileTree(path, new Removal());
    } catch (IOException e) {
      log.warn("A network's folder could not be given back", e);
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
