package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path folder;

  @Test
  void open_absent_madeForThisUserOnly() throws Exception {
    Path path = folder.resolve("data");
    try (DataDirectory directory = DataDirectory.open(path, Duration.ZERO)) {
      assertThat(directory.path()).isEqualTo(path);
      assertThat(mode(path)).isEqualTo("rwx------");
      assertThat(mode(path.resolve("lock"))).isEqualTo("rw-------");
      assertThat(path).isDirectoryContaining(file -> file.endsWith("lock"));
    }
  }

  @Test
  void open_openToOthers_closedToThem() throws Exception {
    Path path = Files.createDirectory(folder.resolve("data"));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    DataDirectory.open(path, Duration.ZERO).close();
    assertThat(mode(path)).isEqualTo("rwx------");
  }

  @Test
  void open_link_refused() throws Exception {
    Path target = Files.createDirectory(folder.resolve("target"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    assertRefused(link, "is a link or no folder");
  }

  @Test
  void open_file_refused() throws Exception {
    assertRefused(Files.createFile(folder.resolve("file")), "is a link or no folder");
  }

  @Test
  void open_parentAbsent_refused() {
    assertRefused(folder.resolve("no/data"), "there is no folder");
  }

  @Test
  void open_lockIsLink_refused() throws Exception {
    Path path = Files.createDirectory(folder.resolve("data"));
    Files.createSymbolicLink(path.resolve("lock"), folder.resolve("elsewhere"));
    assertRefused(path, "cannot be used");
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void open_second_refusedUntilFirstClosed() throws Exception {
    Path path = folder.resolve("data");
    try (DataDirectory first = DataDirectory.open(path, Duration.ZERO)) {
      assertRefused(first.path(), "is in use by another process");
    }
    DataDirectory.open(path, Duration.ZERO).close();
  }

  private static void assertRefused(Path path, String problem) {
    assertThatThrownBy(() -> DataDirectory.open(path, Duration.ZERO))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining(problem);
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
