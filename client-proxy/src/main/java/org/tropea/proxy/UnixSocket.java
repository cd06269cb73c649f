package org.tropea.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;
import org.tropea.proxy.ListenerSettings.UnixAccess;

/**
 * The file of a unix socket (row S06): it stands in a folder that only those may enter who may use
 * the socket, so that nobody gets at it before its mode is set. Its methods block.
 */
public record UnixSocket(Path path, UnixAccess access) {
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  /**
   * Checks the folder, and removes a socket that an earlier process left.
   *
   * @throws IOException when the folder is open to others, or something else is there
   */
  public void prepare() throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("cannot listen: a unix socket needs a folder; choose another path");
    }
    if (!access.world()) {
      checkFolder(folder);
    }
    try {
      BasicFileAttributes there =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!there.isOther()) {
        throw new IOException(
            "cannot listen: something that is no socket is where the unix socket shall be; remove"
                + " it, or choose another path");
      }
      Files.delete(path);
    } catch (NoSuchFileException e) {
      // As it should be.
    }
  }

  private void checkFolder(Path folder) throws IOException {
    PosixFileAttributes attributes = Files.readAttributes(folder, PosixFileAttributes.class);
    UserPrincipal own =
        folder
            .getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(System.getProperty("user.name"));
    if (!attributes.owner().equals(own)) {
      throw new IOException(
          "cannot listen: the folder of the unix socket is another user's; choose one of your own");
    }
    Set<PosixFilePermission> open = EnumSet.copyOf(attributes.permissions());
    open.removeAll(PosixFilePermissions.fromString("rwx------"));
    if (access.relaxed()) {
      open.retainAll(OTHERS_WRITE);
    } else if (access.group()) {
      open.removeAll(EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_EXECUTE));
    }
    if (!open.isEmpty()) {
      throw new IOException(
          "cannot listen: the folder of the unix socket is open to other users; close it by chmod"
              + " 0700"
              + (access.group() ? " or 0750" : ""));
    }
  }

  /** Opens it to those who may use it. */
  public void open() throws IOException {
    String others = (access.group() || access.world() ? "rw-" : "---");
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString("rw-" + others + (access.world() ? "rw-" : "---")));
  }

  /** Removes it. */
  public void remove() throws IOException {
    Files.deleteIfExists(path);
  }
}
