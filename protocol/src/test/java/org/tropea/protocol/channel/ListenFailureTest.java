package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Case fault-35: why a port cannot be opened, and what to do. */
class ListenFailureTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void port_ofAnotherSocket_isInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
      InetSocketAddress address = new InetSocketAddress(LOOPBACK, taken.getLocalPort());
      assertThatThrownBy(() -> open(address))
          .hasMessage(
              "cannot listen on ORPort "
                  + taken.getLocalPort()
                  + ": another program listens there; end it, or choose another port");
    }
  }

  @Test
  void address_ofAnotherMachine_isNotThisOnes() throws Exception {
    // Of a network for examples: nobody has it, and nothing is sent by binding.
    InetAddress foreign = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
    assertThatThrownBy(() -> open(new InetSocketAddress(foreign, 9001)))
        .hasMessageStartingWith(
            "cannot listen on ORPort 9001: this machine does not have that address")
        .hasMessageNotContaining("192.0.2.1");
  }

  @ParameterizedTest
  @CsvSource({"80, below 1024", "9001, SELinux"})
  void port_thatTheUserMayNotOpen_saysWhatLetsHim(int port, String remedy) {
    assertThat(of(port, new BindException("Permission denied")))
        .startsWith("cannot listen on ORPort " + port + ": ")
        .contains(remedy);
  }

  @Test
  void cause_inAnotherLanguage_isHandedOn_withoutTheAddress() {
    String said = "Die Adresse wird bereits verwendet: /127.0.0.1:9001";
    assertThat(of(9001, new SocketException(said)))
        .contains("the system says 'Die Adresse wird bereits verwendet'")
        .doesNotContain("127.0.0.1");
    assertThat(of(9001, null)).startsWith("cannot listen on ORPort 9001: ");
  }

  private static String of(int port, @Nullable Throwable cause) {
    InetSocketAddress address = new InetSocketAddress(LOOPBACK, port);
    return String.valueOf(ListenFailure.of("ORPort", address, cause).getMessage());
  }

  private static void open(InetSocketAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address);
    } catch (IOException e) {
      throw ListenFailure.of("ORPort", address, e);
    }
  }
}
