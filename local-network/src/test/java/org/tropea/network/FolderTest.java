package org.tropea.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTest {
  @TempDir private Path parent;

  /** Case fault-35. */
  @Test
  void folder_ofAnotherNetwork_isRefused_untilThatIsClosed() throws Exception {
    Path path = parent.resolve("network");
    try (Folder first = Folder.kept(path)) {
      assertThat(first.path()).isEqualTo(path);
      assertThatThrownBy(() -> Folder.kept(path))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(path + " has another network running in it")
          .hasMessageContaining("choose another");
      assertThatThrownBy(() -> LocalNetwork.builder().folder(path).build())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("has another network running in it");
    }
    try (Folder again = Folder.kept(path)) {
      assertThat(again.path()).isDirectory();
    }
    assertThat(path).isDirectory();
  }

  @Test
  void folder_thatIsTemporary_goesWithWhatIsInIt() throws Exception {
    Path path;
    try (Folder folder = Folder.temporary()) {
      path = folder.path();
      Files.writeString(folder.of("relay0").resolve("file"), "x");
    }
    assertThat(path).doesNotExist();
  }
}
