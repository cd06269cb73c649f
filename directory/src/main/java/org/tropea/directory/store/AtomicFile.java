package org.tropea.directory.store;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes files so that after a crash each is the old one or the new one, whole; mode 0600 from the
 * start where the file system knows modes. Blocks.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Replaces the file: temporary file beside it, fsync, rename, fsync of the directory. */
  public static void replace(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    try (FileChannel channel = PrivateFiles.open(temporary, CREATE_NEW, WRITE)) {
      writeAll(channel, content);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncDirectory(file);
  }

  /** Appends to the file, from a new line on even where the last append broke off. */
  public static void append(Path file, byte[] content) throws IOException {
    boolean torn = endsInsideLine(file);
    try (FileChannel channel = PrivateFiles.open(file, CREATE, WRITE, APPEND)) {
      if (torn) {
        channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
      }
      writeAll(channel, content);
    }
    syncDirectory(file);
  }

  private static boolean endsInsideLine(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.size() > 0
          && channel.read(last, channel.size() - 1) == 1
          && last.get(0) != '\n';
    }
  }

  private static void writeAll(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    channel.force(true);
  }

  private static void syncDirectory(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null
        || !directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return; // Only POSIX systems let a directory be opened.
    }
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }
}
