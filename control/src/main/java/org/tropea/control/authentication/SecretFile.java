package org.tropea.control.authentication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.tropea.directory.store.PrivateFiles;

/** A file by which programs prove that they may control the node. */
final class SecretFile {
  private SecretFile() {}

  /**
   * Writes it in one step, with mode 0600. Blocks.
   *
   * @param group whether its group may read it too
   */
  static void write(Path file, byte[] content, boolean group) throws IOException {
    Path whole = file.toAbsolutePath();
    Path beside = whole.resolveSibling(whole.getFileName() + ".tmp");
    Files.deleteIfExists(beside);
    try (FileChannel channel =
        PrivateFiles.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        channel.write(left);
      }
    }
    if (group && whole.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r-----"));
    }
    Files.move(beside, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
