package org.tropea.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.control.authentication.Admission;
import org.tropea.control.authentication.HashedPassword;
import org.tropea.control.command.CommandTable;
import org.tropea.control.command.InformationCommands;
import org.tropea.control.command.SessionCommands;
import org.tropea.control.event.EventKind;
import org.tropea.control.information.Information;
import org.tropea.control.protocol.Reply;
import org.tropea.proxy.ListenerSettings.UnixAccess;

/** Rows Q01 and Q02, byte by byte; cases control-1, control-2, control-4, control-5, control-9. */
class ControlServerTest {
  /** Of "secret". */
  private static final String PASSWORD =
      "16:E03243F6DEBD222460288F50C0F50093B39A6D862D0F70802209584C6E";

  private final CountDownLatch orphaned = new CountDownLatch(1);
  private final List<Socket> sockets = new ArrayList<>();
  private ControlServer server;

  @BeforeEach
  void start() throws IOException {
    Admission admission =
        new Admission(
            null, List.of(HashedPassword.read(PASSWORD).orElseThrow()), new SecureRandom());
    server = new ControlServer(admission, orphaned::countDown);
    Information information =
        new Information()
            .key("version", "The version.", () -> "0.4.9.15")
            .key("long", null, () -> "x".repeat(8 << 20));
    server.use(
        new CommandTable(
            new SessionCommands(admission, "0.4.9.15"),
            new InformationCommands(information, session -> "")));
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server.listen(List.of(new ControlListener(any, UnixAccess.OWNER)));
  }

  @AfterEach
  void end() throws IOException {
    server.close();
    for (Socket each : sockets) {
      each.close();
    }
  }

  private Socket connect() throws IOException {
    InetSocketAddress address = (InetSocketAddress) server.addresses().get(0);
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(60_000);
    sockets.add(socket);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  /** All that is said until the connection is closed. */
  private String said(String text) throws IOException {
    Socket socket = connect();
    send(socket, text);
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** The port is open before the node behind it is: whoever comes early waits. */
  @Test
  void controller_beforeTheNodeIsThere_waitsForItsAnswer() throws IOException {
    try (ControlServer early =
        new ControlServer(new Admission(null, List.of(), new SecureRandom()), () -> {})) {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      early.listen(List.of(new ControlListener(any, UnixAccess.OWNER)));
      InetSocketAddress address = (InetSocketAddress) early.addresses().get(0);
      try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
        socket.setSoTimeout(60_000);
        send(socket, "AUTHENTICATE\r\nQUIT\r\n");
        Admission admission = new Admission(null, List.of(), new SecureRandom());
        early.use(new CommandTable(new SessionCommands(admission, "0.4.9.15")));
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
            .isEqualTo("250 OK\r\n250 closing connection\r\n");
      }
    }
  }

  @Test
  void command_beforeAuthentication_isRefused_andClosed() throws IOException {
    assertThat(said("GETINFO version\r\n")).isEqualTo("514 Authentication required.\r\n");
  }

  @Test
  void secret_thatIsWrong_isRefused_andClosed() throws IOException {
    assertThat(said("AUTHENTICATE \"public\"\r\nGETINFO version\r\n"))
        .isEqualTo(
            "515 Authentication failed: Password did not match HashedControlPassword value from"
                + " configuration\r\n");
    assertThat(said("AUTHENTICATE xyz\r\n")).startsWith("551 Invalid hexadecimal encoding.");
  }

  @Test
  void secret_thatIsRight_letsIn() throws IOException {
    assertThat(
            said(
                "PROTOCOLINFO 1\r\nAUTHENTICATE \"secret\"\r\nGETINFO version\r\nNONSENSE\r\n"
                    + "GETINFO a version b\r\nQUIT\r\n"))
        .isEqualTo(
            "250-PROTOCOLINFO 1\r\n250-AUTH METHODS=HASHEDPASSWORD\r\n"
                + "250-VERSION Tor=\"0.4.9.15\"\r\n250 OK\r\n250 OK\r\n"
                + "250-version=0.4.9.15\r\n250 OK\r\n"
                + "510 Unrecognized command \"NONSENSE\"\r\n"
                + "552-Unrecognized key \"a\"\r\n552 Unrecognized key \"b\"\r\n"
                + "250 closing connection\r\n");
  }

  @Test
  void protocolInfo_twiceBeforeAuthentication_isRefused() throws IOException {
    assertThat(said("PROTOCOLINFO\r\nPROTOCOLINFO\r\n"))
        .endsWith("250 OK\r\n514 Authentication required.\r\n");
  }

  @Test
  void line_withoutEndBeforeAuthentication_isCutAtAKilobyte() throws IOException {
    assertThat(said("A".repeat(1_025))).isEqualTo("500 Line too long.\r\n");
  }

  @Test
  void line_ofAMegabyteAfterAuthentication_isTaken_andALongerOneCut() throws IOException {
    Socket socket = connect();
    BufferedReader reader = reader(socket);
    send(socket, "AUTHENTICATE \"secret\"\r\n");
    assertThat(reader.readLine()).isEqualTo("250 OK");
    send(socket, "X" + "A".repeat((1 << 20) - 3) + "\r\n");
    assertThat(reader.readLine()).startsWith("510 Unrecognized command");
    send(socket, "A".repeat((1 << 20) + 1));
    assertThat(reader.readLine()).isEqualTo("500 Line too long.");
    assertThat(reader.readLine()).isNull();
  }

  @Test
  void zeroByte_isRefused_andClosed() throws IOException {
    assertThat(said("AUTHENTICATE \"sec\0ret\"\r\n")).startsWith("512 ");
  }

  @Test
  void http_getsAPage_andNothingBehindItIsDone() throws IOException {
    assertThat(said("GET / HTTP/1.0\r\nAUTHENTICATE \"secret\"\r\n\r\n"))
        .startsWith("HTTP/1.0 501 Tor ControlPort is not an HTTP proxy\r\n")
        .doesNotContain("250");
  }

  @Test
  void reply_ofEightMegabytes_arrivesWhole() throws IOException {
    assertThat(said("AUTHENTICATE \"secret\"\r\nGETINFO long\r\nQUIT\r\n"))
        .hasSizeGreaterThan(8 << 20)
        .endsWith("250 OK\r\n250 closing connection\r\n");
  }

  @Test
  void events_unread_cutTheConnectionOff() throws Exception {
    Socket socket = connect();
    send(socket, "AUTHENTICATE \"secret\"\r\nSETEVENTS BW\r\n");
    BufferedReader reader = reader(socket);
    assertThat(reader.readLine() + reader.readLine()).isEqualTo("250 OK250 OK");
    String event = "BW " + "1".repeat(100_000);
    int published = 0;
    // More than the limit and what the sockets hold.
    while (server.events().isWanted(EventKind.BW) && published < 1_000) {
      server.events().publish(EventKind.BW, () -> Reply.event(event));
      server.loop().submit(() -> {}).get(1, TimeUnit.MINUTES);
      published++;
    }
    assertThat(published).isBetween(40, 999);
  }

  @Test
  void owner_gone_isSaid() throws Exception {
    Socket socket = connect();
    send(socket, "AUTHENTICATE \"secret\"\r\nTAKEOWNERSHIP\r\n");
    BufferedReader reader = reader(socket);
    assertThat(reader.readLine() + reader.readLine()).isEqualTo("250 OK250 OK");
    socket.close();
    assertThat(orphaned.await(1, TimeUnit.MINUTES)).isTrue();
  }
}
