package org.tropea.control.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.control.authentication.Token;
import org.tropea.control.event.EventBus;
import org.tropea.control.event.EventKind;
import org.tropea.control.protocol.Reply;
import org.tropea.proxy.ListenerSettings.UnixAccess;

/** Row Q14, and the files of row M07. */
class JsonServerTest {
  @TempDir Path folder;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventBus events = new EventBus(group.next());
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Asked node = new Asked();
  private JsonServer server;
  private String token = "";

  /** A client without a relay. */
  private static final class Asked implements Node {
    private int reloads;
    private int identities;
    private boolean broken;
    private CompletableFuture<Optional<Answer.Guards>> guards = new CompletableFuture<>();

    @Override
    public Answer.Status status() {
      return new Answer.Status(
          "1.0", 7, List.of("client"), new Answer.Bootstrap(100, "done", "Done", true));
    }

    @Override
    public Optional<Answer.Circuits> circuits() {
      Answer.RelayName hop = new Answer.RelayName("A".repeat(40), null);
      return Optional.of(
          new Answer.Circuits(
              List.of(
                  new Answer.Circuit(3, "BUILT", "GENERAL", "2026-11-28T09:00:00", List.of(hop)))));
    }

    @Override
    public Optional<Answer.Streams> streams() {
      if (broken) {
        throw new IllegalArgumentException("not to be told");
      }
      return Optional.of(new Answer.Streams(1, 2, 3));
    }

    @Override
    public Answer.Bandwidth bandwidth() {
      return new Answer.Bandwidth(10, 20, List.of(new Answer.Second(1, 2)));
    }

    @Override
    public CompletableFuture<Optional<Answer.Guards>> guards() {
      return guards;
    }

    @Override
    public Optional<Answer.Relay> relay() {
      return Optional.empty();
    }

    @Override
    public Optional<Answer.Authority> authority() {
      return Optional.empty();
    }

    @Override
    public Optional<Answer.Consensus> consensus() {
      return Optional.of(new Answer.Consensus("fresh", "a", "b", "c", 9, Map.of("Exit", 2)));
    }

    @Override
    public boolean newIdentity() {
      identities++;
      return true;
    }

    @Override
    public void reload() {
      reloads++;
    }
  }

  /** What was answered. */
  private record Said(int status, String head, String body) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body);
    }
  }

  @BeforeEach
  void start() throws IOException {
    Path file = folder.resolve("token");
    server = new JsonServer(group.next(), events, Token.write(file, new SecureRandom()));
    token = Files.readString(file).strip();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server.listen(
        List.of(
            new JsonListener(any, UnixAccess.OWNER, false),
            new JsonListener(any, UnixAccess.OWNER, true)));
    server.use(node);
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    server.close();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private int port(int which) {
    SocketAddress address = server.addresses().get(which);
    return ((InetSocketAddress) address).getPort();
  }

  private Socket connect(int which) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(which));
    socket.setSoTimeout(60_000);
    opened.add(socket);
    return socket;
  }

  private Said said(int which, String text) throws IOException {
    Socket socket = connect(which);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return said(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  private static Said said(String whole) {
    String[] parts = whole.split("\r\n\r\n", 2);
    assertThat(parts).hasSize(2);
    return new Said(Integer.parseInt(parts[0].split(" ", 3)[1]), parts[0], parts[1]);
  }

  private String request(int which, String line) {
    return line + " HTTP/1.1\r\nHost: 127.0.0.1:" + port(which) + "\r\n" + bearer() + "\r\n";
  }

  private String bearer() {
    return "Authorization: Bearer " + token + "\r\n";
  }

  private Said ask(String line) throws IOException {
    return said(0, request(0, line));
  }

  @Test
  void token_isForItsUserOnly_andDoesNotPrintItself() throws IOException {
    Path file = folder.resolve("token");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(token).matches("[0-9a-f]{64}");
    assertThat(Token.write(folder.resolve("other"), new SecureRandom()).toString())
        .isEqualTo("Token");
  }

  @Test
  void answers_areJson_withoutWhatIsNull() throws IOException {
    assertThat(ask("GET /v1/status").json().at("/bootstrap/percent").asInt()).isEqualTo(100);
    assertThat(ask("GET /v1/circuits").body())
        .isEqualTo(
            "{\"circuits\":[{\"id\":3,\"state\":\"BUILT\",\"purpose\":\"GENERAL\","
                + "\"created\":\"2026-11-28T09:00:00\",\"hops\":[{\"fingerprint\":\""
                + "A".repeat(40)
                + "\"}]}]}");
    assertThat(ask("GET /v1/streams").json().get("connected").asInt()).isEqualTo(3);
    assertThat(ask("GET /v1/bandwidth").json().at("/seconds/0/written").asInt()).isEqualTo(2);
    assertThat(ask("GET /v1/consensus").json().at("/flags/Exit").asInt()).isEqualTo(2);
    node.guards.complete(Optional.of(new Answer.Guards(List.of())));
    Said guards = ask("GET /v1/guards");
    assertThat(guards.body()).isEqualTo("{\"guards\":[]}");
    assertThat(guards.head())
        .contains("content-type: application/json", "cache-control: no-store")
        .doesNotContainIgnoringCase("access-control");
  }

  @Test
  void answer_thatFails_isSaid() throws IOException {
    node.guards.completeExceptionally(new IllegalStateException("closed"));
    assertThat(ask("GET /v1/guards").status()).isEqualTo(503);
  }

  @Test
  void answer_thatIsABug_isNotBlamedOnTheRequest() throws IOException {
    node.broken = true;
    Said said = ask("GET /v1/streams");
    assertThat(said.status()).isEqualTo(500);
    assertThat(said.body()).contains("internal error").doesNotContain("not to be told");
  }

  @Test
  void whatTheNodeHasNot_isNotFound() throws IOException {
    assertThat(ask("GET /v1/relay").status()).isEqualTo(404);
    assertThat(ask("GET /v1/nothing").status()).isEqualTo(404);
    assertThat(ask("POST /v1/status").status()).isEqualTo(405);
    assertThat(ask("GET /v1/%zz").status()).isEqualTo(400);
    assertThat(ask("GET /dashboard.js").status()).isEqualTo(404);
  }

  @Test
  void posts_areDone_andGetsOfThemRefused() throws IOException {
    assertThat(ask("GET /v1/newnym").status()).isEqualTo(405);
    assertThat(node.identities).isZero();
    assertThat(ask("POST /v1/newnym").body()).isEqualTo("{\"done\":\"newnym\"}");
    assertThat(ask("POST /v1/reload").body()).isEqualTo("{\"done\":\"reload\"}");
    assertThat(node.identities).isOne();
    assertThat(node.reloads).isOne();
  }

  @ParameterizedTest
  @CsvSource({
    "Host: 127.0.0.1:PORT, '', 401",
    "Host: 127.0.0.1:PORT, Authorization: Bearer 00, 401",
    "Host: 127.0.0.1:PORT, Authorization: Basic TOKEN, 401",
    "Host: localhost:PORT, Authorization: Bearer TOKEN, 200",
    "Host: attacker.example:PORT, Authorization: Bearer TOKEN, 403",
    "Host: 127.0.0.1:1, Authorization: Bearer TOKEN, 403",
    "Host: 127.0.0.1, Authorization: Bearer TOKEN, 403",
    "X: y, Authorization: Bearer TOKEN, 403",
    "'Host: 127.0.0.1:PORT\nOrigin: http://attacker.example', Authorization: Bearer TOKEN, 403",
    "'Host: 127.0.0.1:PORT\nOrigin: null', Authorization: Bearer TOKEN, 403",
    "'Host: 127.0.0.1:PORT\nOrigin: http://127.0.0.1:PORT', Authorization: Bearer TOKEN, 200",
    "'Host: 127.0.0.1:PORT\nOrigin: http://127.0.0.1:PORT\nOrigin: null',"
        + " Authorization: Bearer TOKEN, 403",
    "'Host: 127.0.0.1:PORT\nHost: 127.0.0.1:PORT', Authorization: Bearer TOKEN, 403",
  })
  void request_ofOthers_isRefused(String host, String authorization, int status)
      throws IOException {
    String text =
        ("POST /v1/newnym HTTP/1.1\n" + host + "\n" + authorization + "\n\n")
            .replace("\n\n\n", "\n\n")
            .replace("PORT", "" + port(0))
            .replace("TOKEN", token)
            .replace("\n", "\r\n");
    assertThat(said(0, text).status()).isEqualTo(status);
    assertThat(node.identities).isEqualTo(status == 200 ? 1 : 0);
  }

  @Test
  void request_thatIsTooLong_isRefused() throws IOException {
    assertThat(ask("GET /" + "x".repeat(2_000)).status()).isEqualTo(400);
    String body = "Content-Length: 5000\r\n" + bearer();
    String post = "POST /v1/newnym HTTP/1.1\r\nHost: 127.0.0.1:" + port(0) + "\r\n" + body + "\r\n";
    assertThat(said(0, post + "x".repeat(5_000)).status()).isEqualTo(413);
    assertThat(node.identities).isZero();
  }

  @Test
  void connections_moreThanAllowed_areClosed() throws IOException {
    List<Socket> held = new ArrayList<>();
    for (int i = 0; i < JsonServer.MOST; i++) {
      Socket each = connect(0);
      each.getOutputStream().write("GET".getBytes(StandardCharsets.US_ASCII));
      held.add(each);
    }
    assertThat(connect(0).getInputStream().read()).isNegative();
    held.get(0).getOutputStream().write(request(0, " /v1/status").getBytes(StandardCharsets.UTF_8));
    assertThat(held.get(0).getInputStream().read()).isEqualTo('H');
  }

  @Test
  void listening_onAnotherAddress_isRefused() {
    InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
    assertThatThrownBy(
            () -> server.listen(List.of(new JsonListener(everywhere, UnixAccess.OWNER, true))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void unixSocket_answersLocalhost() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    UnixDomainSocketAddress place = UnixDomainSocketAddress.of(closed.resolve("json"));
    server.listen(List.of(new JsonListener(place, UnixAccess.OWNER, false)));
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.connect(place);
      String text = "GET /v1/status HTTP/1.1\r\nHost: localhost\r\n" + bearer() + "\r\n";
      socket.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      byte[] all = Channels.newInputStream(socket).readAllBytes();
      assertThat(said(new String(all, StandardCharsets.UTF_8)).status()).isEqualTo(200);
    }
  }

  /** Those who ask for events, and an end to that. */
  private void awaitWanted(EventKind kind, boolean wanted) throws InterruptedException {
    CountDownLatch changed = new CountDownLatch(1);
    Runnable look =
        () -> {
          if (events.isWanted(kind) == wanted) {
            changed.countDown();
          }
        };
    events.onChange(look);
    group.next().execute(look);
    assertThat(changed.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void events_areTold_andCostNothingWhereNobodyListens() throws Exception {
    assertThat(events.isWanted(EventKind.CIRC)).isFalse();
    Socket socket = connect(0);
    String text = request(0, "GET /v1/events?kinds=CIRC,WARN");
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    awaitWanted(EventKind.CIRC, true);
    assertThat(events.isWanted(EventKind.BW)).isFalse();
    events.publish(
        EventKind.CIRC, () -> Reply.event("CIRC 5 BUILT $A~b PURPOSE=GENERAL X=\"a \\\"b\\\"\""));
    events.publish(EventKind.WARN, () -> Reply.event("WARN two  words=\"x\""));
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    String line = reader.readLine();
    assertThat(line).isEqualTo("HTTP/1.1 200 OK");
    while (!line.isEmpty()) {
      line = reader.readLine();
    }
    assertThat(reader.readLine()).isEqualTo("event: CIRC");
    assertThat(reader.readLine())
        .isEqualTo(
            "data: {\"kind\":\"CIRC\",\"words\":[\"5\",\"BUILT\",\"$A~b\"],"
                + "\"values\":{\"PURPOSE\":\"GENERAL\",\"X\":\"a \\\"b\\\"\"}}");
    assertThat(reader.readLine()).isEmpty();
    assertThat(reader.readLine()).isEqualTo("event: WARN");
    assertThat(reader.readLine())
        .isEqualTo("data: {\"kind\":\"WARN\",\"words\":[\"two  words=\\\"x\\\"\"],\"values\":{}}");
    socket.close();
    awaitWanted(EventKind.CIRC, false);
  }

  @Test
  void events_whereUsersGo_areNotTold() throws IOException {
    for (String kind : List.of("STREAM", "ADDRMAP", "INFO", "CONF_CHANGED", "nothing", "")) {
      assertThat(ask("GET /v1/events?kinds=" + kind).status()).as(kind).isEqualTo(400);
    }
  }

  @Test
  void reader_thatDoesNotRead_isDropped() throws Exception {
    Socket slow = connect(0);
    String text = request(0, "GET /v1/events?kinds=WARN");
    slow.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    awaitWanted(EventKind.WARN, true);
    String much = "WARN " + "x".repeat(60_000);
    // What the sockets between them hold is not known, but 64 MB is more.
    for (int i = 0; i < 1_000 && events.isWanted(EventKind.WARN); i++) {
      events.publish(EventKind.WARN, () -> Reply.event(much));
    }
    awaitWanted(EventKind.WARN, false);
  }

  @Test
  void dashboard_hasItsFiles_withAStrictPolicy() throws IOException {
    for (String file : List.of("/", "/dashboard.js", "/dashboard.css")) {
      Said page = said(1, "GET " + file + " HTTP/1.1\r\nHost: 127.0.0.1:" + port(1) + "\r\n\r\n");
      assertThat(page.status()).as(file).isEqualTo(200);
      assertThat(page.head())
          .contains("content-security-policy: default-src 'none'; script-src 'self'")
          .contains("nosniff");
      assertThat(page.body()).isNotEmpty().doesNotContain("http://", "https://", "style=\"");
    }
    String unknown = "GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1:" + port(1) + "\r\n\r\n";
    assertThat(said(1, unknown).status()).isEqualTo(401);
  }

  @Test
  void description_isWhatTheDocumentsHave() throws IOException {
    String made = Json.pretty(OpenApi.description());
    // What it must be, to be copied where it is not.
    Files.writeString(Files.createDirectories(Path.of("target")).resolve("openapi.json"), made);
    assertThat(Files.readString(Path.of("..", "docs", "openapi.json")))
        .as("copy control/target/openapi.json to docs")
        .isEqualTo(made);
    assertThat(ask("GET /v1/openapi.json").json()).isEqualTo(new ObjectMapper().readTree(made));
  }
}
