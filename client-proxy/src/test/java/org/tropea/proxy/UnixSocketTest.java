package org.tropea.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.proxy.ListenerSettings.UnixAccess;

/** Row S06: who may use a unix socket. */
class UnixSocketTest {
  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("socks");
  }

  @ParameterizedTest
  @CsvSource({
    "rwx------, false, false, false, true",
    "rwxr-x---, false, false, false, false",
    "rwxr-x---, true, false, false, true",
    "rwxrwx---, true, false, false, false",
    "rwxr-xr-x, false, false, false, false",
    "rwxr-xr-x, false, false, true, true",
    "rwxrwxr-x, false, false, true, false",
    "rwxrwxrwx, false, true, false, true"
  })
  void folder_isNoOneElses(
      String mode, boolean group, boolean world, boolean relaxed, boolean taken)
      throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    UnixSocket socket = new UnixSocket(path, new UnixAccess(group, world, relaxed));
    if (taken) {
      socket.prepare();
    } else {
      assertThatThrownBy(socket::prepare)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("open to other users")
          .hasMessageNotContaining(folder.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false, rw-------", "true, false, rw-rw----", "false, true, rw-rw-rw-"})
  void socket_hasTheMode(boolean group, boolean world, String mode) throws IOException {
    UnixSocket socket = new UnixSocket(path, new UnixAccess(group, world, false));
    try (ServerSocketChannel listener = listener()) {
      socket.open();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo(mode);
      assertThat(listener.isOpen()).isTrue();
    }
    socket.remove();
    assertThat(path).doesNotExist();
  }

  @Test
  void socketOfAnEarlierProcess_isReplaced_andNothingElse() throws IOException {
    listener().close();
    assertThat(path).exists();
    UnixSocket socket = new UnixSocket(path, UnixAccess.OWNER);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    socket.prepare();
    assertThat(path).doesNotExist();
    Files.writeString(path, "somebody's");
    assertThatThrownBy(socket::prepare).isInstanceOf(IOException.class);
    assertThat(path).hasContent("somebody's");
  }

  private ServerSocketChannel listener() throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    return listener.bind(UnixDomainSocketAddress.of(path));
  }
}
