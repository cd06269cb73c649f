package org.tropea.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.ClientObserver;
import org.tropea.client.ClientSettings;
import org.tropea.client.ConnectFailure;
import org.tropea.client.InternalAddresses;
import org.tropea.client.path.PathRules;
import org.tropea.client.pool.CircuitLimits;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.client.pool.Isolation;
import org.tropea.client.socket.NamedAddress;
import org.tropea.client.socket.TorConnectException;
import org.tropea.client.socket.TorSocketFactory;
import org.tropea.embedded.EmbeddedClient;
import org.tropea.integration.probe.FakeNameServer;
import org.tropea.protocol.channel.Machine;
import org.tropea.proxy.ClientProxy;
import org.tropea.proxy.ListenerSettings;
import org.tropea.proxy.ListenerSettings.Kind;
import org.tropea.proxy.ListenerSettings.UnixAccess;
import org.tropea.proxy.Settings;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.address.AddressRule;
import org.tropea.proxy.request.Caution;
import org.tropea.proxy.request.PortRules;
import org.tropea.proxy.request.PortRules.Manners;
import org.tropea.proxy.request.PortRules.Reach;

/**
 * Rows S01 to S04, S06 to S09 and S11; cases socks-1 to socks-21: every front before one network of
 * C tor, with the programs that people use, and byte by byte beside C tor's own client.
 */
class FrontsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SIZE = 20_000;

  /** In the test's name server: this machine. */
  private static final String HERE = "here.example";

  private static final String MAPPED = "mapped.example";

  /**
   * The address of public.example in the test's name server; the client maps it to this machine.
   */
  private static final String PUBLIC = "192.0.2.46";

  /** Where a client's fronts are. */
  private record Fronts(int socks, int tunnel, int dns) {}

  private static final String CERTIFICATE = "tls.p12";

  @TempDir static Path folder;
  private static Fronts theirs = new Fronts(0, 0, 0);
  private static Fronts ours = new Fronts(0, 0, 0);
  private static CtorNetwork network;
  private static FakeNameServer names;
  private static FileServer files;
  private static ClientProxy proxy;
  private static Path socket;
  private static EmbeddedExamples examples;

  @BeforeAll
  static void start() throws Exception {
    names = new FakeNameServer();
    files = FileServer.start();
    Path resolver =
        Files.writeString(
            folder.resolve("resolv.conf"),
            "nameserver 127.0.0.1:" + names.address().getPort() + "\n");
    List<Integer> ports = LoopbackPorts.free(3);
    network = CtorNetwork.prepare(folder.resolve("net"), new CtorNetwork.Layout(1, 3, 1, 1));
    network.launch(
        Map.of(
            "exit0",
            List.of(
                "ServerDNSResolvConfFile " + resolver,
                "ServerDNSDetectHijacking 0",
                "ServerDNSAllowBrokenConfig 1"),
            "client0",
            List.of(
                "SocksPort " + ports.get(0) + " ExtendedErrors",
                "HTTPTunnelPort " + ports.get(1),
                "DNSPort " + ports.get(2),
                "MapAddress " + MAPPED + " " + HERE,
                "AutomapHostsOnResolve 1",
                "AutomapHostsSuffixes .virtual")));
    theirs = new Fronts(ports.get(0), ports.get(1), ports.get(2));
    network.awaitBootstrap(0);
    socket = folder.resolve("private").resolve("socks");
    Files.createDirectory(
        socket.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    proxy = ClientProxy.start(settings(), Machine.best(), ClientObserver.NONE);
    ours = new Fronts(port(Kind.SOCKS), port(Kind.HTTP_TUNNEL), port(Kind.DNS));
    proxy.client().ready().await(PATIENCE.toMillis());
    assertThat(proxy.client().ready().isSuccess()).isTrue();
    awaitNames(theirs);
    awaitNames(ours);
    examples =
        EmbeddedExamples.of(
            Files.createDirectory(folder.resolve("examples")), network.directoryAuthorityLines());
  }

  private static int port(Kind kind) {
    return proxy.addresses(kind).get(0).getPort();
  }

  private static Settings settings() throws Exception {
    ClientSettings client =
        new ClientSettings(
            Files.createDirectories(folder.resolve("ours")),
            network.authorities(),
            PathRules.ONE_SUBNET,
            0,
            CircuitLimits.usual(PATIENCE, ConfluxSettings.USUAL),
            InternalAddresses.TAKEN);
    PortRules extended =
        new PortRules(
            PortRules.USUAL.apart(), -1, Reach.ALL, new Manners(false, true, false, true));
    AddressMap.Settings usual = AddressMap.Settings.USUAL;
    return new Settings(
        client,
        List.of(
            listener(Kind.SOCKS, extended),
            listener(Kind.HTTP_TUNNEL, PortRules.USUAL),
            listener(Kind.DNS, PortRules.USUAL),
            new ListenerSettings(
                Kind.SOCKS, UnixDomainSocketAddress.of(socket), PortRules.USUAL, UnixAccess.OWNER)),
        PATIENCE,
        new Caution(program -> true, false, false, Set.of(), Set.of(), false),
        new AddressMap.Settings(
            List.of(AddressRule.of(MAPPED, HERE), AddressRule.of(PUBLIC, HERE)),
            List.of(".virtual"),
            usual.ipv4(),
            usual.ipv6()));
  }

  private static ListenerSettings listener(Kind kind, PortRules rules) {
    return new ListenerSettings(
        kind, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), rules, UnixAccess.OWNER);
  }

  /** C tor believes in no name server at first, and remembers a name that has failed it. */
  private static void awaitNames(Fronts fronts) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (int i = 0; ; i++) {
      byte[] name = ("warm" + fronts.socks() + "x" + i + ".example").getBytes(ISO_8859_1);
      byte[] question = concat(hex("05f00003"), new byte[] {(byte) name.length}, name);
      byte[] reply = overSocks(fronts, List.of(hex("050100"), concat(question, hex("0000"))));
      if (reply.length > 3 && reply[3] == 0) {
        return;
      }
      assertThat(System.nanoTime()).as("names are resolved in time").isLessThan(deadline);
    }
  }

  @AfterAll
  static void close() throws Exception {
    if (proxy != null) {
      proxy.close();
      assertThat(socket).doesNotExist();
    }
    if (network != null) {
      network.close();
    }
    files.close();
    names.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socks4://127.0.0.1:SOCKS 127.0.0.1",
        "socks4a://127.0.0.1:SOCKS here.example",
        "socks5://127.0.0.1:SOCKS 127.0.0.1",
        "socks5h://127.0.0.1:SOCKS here.example",
        "socks5h://user:password@127.0.0.1:SOCKS here.example",
        "socks5h://127.0.0.1:SOCKS mapped.example",
        "http://127.0.0.1:TUNNEL here.example",
        "http://127.0.0.1:TUNNEL 127.0.0.1",
        "http://tor:circuit@127.0.0.1:TUNNEL here.example",
        "socks5h://localhost/UNIX here.example"
      })
  void curl_getsTheRightBytes(String proxyAndHost) throws Exception {
    String[] words = proxyAndHost.split(" ", 2);
    String url = words[0];
    url = url.replace(":SOCKS", ":" + ours.socks()).replace(":TUNNEL", ":" + ours.tunnel());
    url = url.replace("/UNIX", socket.toString());
    Path got = Files.createTempFile(folder, "curl", "");
    Tool curl =
        Tool.run(
            "curl",
            "--silent",
            "--show-error",
            "--proxytunnel",
            "--max-time",
            "100",
            "--proxy",
            url,
            "--output",
            got.toString(),
            "http://" + words[1] + ":" + files.port() + "/" + SIZE);
    assertThat(curl.code()).as(curl.output()).isZero();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(got));
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(FileServer.sha256(SIZE));
  }

  /** Programs that people use over Tor, as their manuals say. */
  @Test
  void torsocksCurl_getsTheRightBytes() throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(programs().torsocksCurl("public.example", files.port(), SIZE));
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(FileServer.sha256(SIZE));
  }

  @Test
  void dig_isToldWhatItIsToldAtCTors() throws Exception {
    Map<String, String> questions =
        Map.of(
            "four.example A", "192.0.2.44",
            "six.example AAAA", "",
            "-x 192.0.2.44", "host.example.",
            "no-such.example A", "");
    for (Map.Entry<String, String> each : questions.entrySet()) {
      String[] question = each.getKey().split(" ");
      String expected = EverydayPrograms.dig(theirs.dns(), question);
      assertThat(EverydayPrograms.dig(ours.dns(), question))
          .as(each.getKey())
          .isEqualTo(expected)
          .isEqualTo(each.getValue());
    }
  }

  @Test
  void chromium_showsAPageAndRunsItsScript() throws Exception {
    HttpServer server = EverydayPrograms.page("whole");
    try {
      assertThat(programs().chromium(server.getAddress().getPort()))
          .contains("<p id=\"p\">whole</p>");
    } finally {
      server.stop(0);
    }
  }

  /** Row M07. */
  @Test
  void dashboard_inChromium_drawsWhatTheClientDoes() throws Exception {
    Path own = Files.createTempDirectory(folder, "dashboard");
    Path data = own.resolve("data");
    List<String> torrc = new ArrayList<>(network.directoryAuthorityLines());
    torrc.addAll(List.of("TestingTorNetwork 1", "SocksPort auto", "Dashboard auto"));
    torrc.add("DataDirectory " + data);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder command =
        new ProcessBuilder(
            List.of(
                java,
                "-ea",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.tropea.command.Tropea",
                "-f",
                Files.write(own.resolve("torrc"), torrc).toString()));
    try (LoggedProcess tropea = LoggedProcess.start("tropea", command)) {
      String port =
          tropea.await("Opened Dashboard listener on port", PATIENCE).replaceAll(".*port ", "");
      tropea.await("Bootstrapped 100%", PATIENCE);
      String token = Files.readString(data.resolve("json_auth_token")).strip();
      try (HeadlessBrowser browser =
          HeadlessBrowser.open(
              own.resolve("chromium"), "http://127.0.0.1:" + port + "/#" + token)) {
        browser.await("document.body && document.body.dataset.state == 'shown'");
        browser.await("document.body.dataset.told > 2");
        browser.await("document.querySelectorAll('#circuits tr').length > 1");
        browser.await("document.getElementById('read').points.length > 2");
        assertThat(browser.value("getComputedStyle(document.querySelector('main')).display"))
            .isEqualTo("grid");
        assertThat(browser.value("document.getElementById('status').textContent"))
            .startsWith("client · ");
        // The page asks again until it is so.
        for (String[] each :
            new String[][] {
              {"bootstrap", "100% Done"},
              {"consensus", "relays5"},
              {"circuits", "BUILT"},
              {"circuits", " → "},
              {"guards", "up"}
            }) {
          browser.await(
              "document.getElementById('%s').textContent.includes('%s')"
                  .formatted(each[0], each[1]));
        }
        assertThat(browser.value("getComputedStyle(relay.closest('section')).display"))
            .isEqualTo("none");
        assertThat(browser.value("location.href")).doesNotContain(token);
        Files.write(
            Files.createDirectories(Path.of("target")).resolve("dashboard.png"),
            browser.screenshot());
      }
      assertThat(tropea.lines()).noneMatch(line -> line.contains(token));
    }
  }

  @Test
  void sshAndGit_throughNetcat_getTheRightBytes() throws Exception {
    EverydayPrograms programs = programs();
    int port = LoopbackPorts.free(1).get(0);
    byte[] file = EverydayPrograms.bytes(SIZE);
    try (LoggedProcess daemon = programs.sshDaemon(port)) {
      assertThat(programs.ssh(port, "echo $((6 * 7))"))
          .as(daemon.lines().toString())
          .isEqualTo("42");
      assertThat(programs.gitClone(port, programs.gitRepository(file))).isEqualTo(file);
    }
  }

  @Test
  void aptGet_byItsTransportForTor_getsTheRightBytes() throws Exception {
    byte[] content = EverydayPrograms.bytes(SIZE);
    HttpServer server = EverydayPrograms.packages(content);
    try {
      assertThat(programs().aptGet(server.getAddress().getPort())).isEqualTo(content);
    } finally {
      server.stop(0);
    }
  }

  private static EverydayPrograms programs() throws IOException {
    Path own = Files.createTempDirectory(folder, "program");
    return new EverydayPrograms(own, HERE, ours.socks());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "four.example",
        "-5 four.example",
        "-4 four.example",
        "six.example",
        "-x 192.0.2.44",
        "-x 2001:db8::6",
        "no-such.example",
        "-x 192.0.2.99",
        "192.0.2.1"
      })
  void torResolve_saysWhatItSaysAtCTors(String arguments) throws Exception {
    List<Tool> said = new ArrayList<>();
    for (Fronts fronts : List.of(theirs, ours)) {
      List<String> command = new ArrayList<>(List.of(network.node("client0").programs().resolve()));
      command.addAll(List.of("-p", Integer.toString(fronts.socks())));
      command.addAll(List.of(arguments.split(" ")));
      said.add(Tool.run(command.toArray(new String[0])));
    }
    assertThat(said.get(1)).isEqualTo(said.get(0));
    Map<String, String> expected =
        Map.of("four.example", "192.0.2.44", "-x 192.0.2.44", "host.example");
    assertThat(said.get(1).output()).contains(expected.getOrDefault(arguments, ""));
  }

  /** Requests, and what ours says where it means to say something else than C tor. */
  @Test
  void socks_answersAsCTor() throws Exception {
    Map<String, String> requests = new LinkedHashMap<>();
    String onion = HexFormat.of().formatHex("short.onion".getBytes(ISO_8859_1));
    for (String request :
        List.of(
            "00ff",
            "06ff",
            "050101",
            "05020180",
            "0500",
            "050100 / 05020001 7f000001 0050",
            "050100 / 05030001 7f000001 0050",
            "050100 / 05010003 01 61 0000",
            "050100 / 05010003 03 612062 0050",
            "050100 / 05010003 03 612f62 0050",
            "050100 / 05010003 0b " + onion + " 0050",
            "050100 / 05f00003 0b " + onion + " 0050",
            "050100 / 05f00003 06 612e65786974 0050",
            "050100 / 05010003 06 612e65786974 0050",
            "050100 / 05f00001 c0000207 0000",
            "050100 / 05f00004 20010db8000000000000000000000007 0000",
            "050100 / 05f10003 03 612e62 0000",
            "050100 / 05f10003 07 3132372e302e30 0000",
            "050102 / 01 01 61 01 62 / 05020001 7f000001 0050",
            "05020002 / 01 00 00 / 05020001 7f000001 0050",
            "050102 / 01 09 3c746f72533058 3e30 00 / 05020001 7f000001 0050",
            "0401 0000 7f000001 00",
            "0402 0050 7f000001 00",
            "0401 0050 00000000 00",
            "0401 0050 00000001 00 00",
            "0401 0050 00000001 00 612f6200",
            "04f1 0050 c0000207 00",
            "04f0 0000 c0000207 00",
            "0401 0050 00000001 00 " + onion + "00",
            "04f0 0000 00000001 00 " + onion + "00",
            "0401 0050 7f000001 " + "61".repeat(600),
            "0401 0050 00000001 00 " + "61".repeat(600))) {
      requests.put(request, "");
    }
    // What C tor does not tell apart, or answers in words of another version.
    requests.put("050100 / 05f20001 7f000001 0050", "0500 05070001 00000000 0000");
    requests.put("050100 / 05010009 7f000001 0050", "0500 05080001 00000000 0000");
    requests.put("050100 / 04010001 7f000001 0050", "0500 05010001 00000000 0000");
    requests.put("050102 / 09 01 61 01 62", "0502 01ff");
    requests.put("050102 / 01 09 3c746f72533058 3e39 00", "0502 01ff");
    SoftAssertions all = new SoftAssertions();
    for (Map.Entry<String, String> each : requests.entrySet()) {
      List<byte[]> request = Arrays.stream(each.getKey().split("/")).map(FrontsTest::hex).toList();
      String answer = text(overSocks(ours, request));
      String expected =
          each.getValue().isEmpty()
              ? text(overSocks(theirs, request))
              : each.getValue().replace(" ", "");
      all.assertThat(answer).as(each.getKey()).isEqualTo(expected);
    }
    all.assertAll();
  }

  @Test
  void tunnel_answersAsCTor() throws Exception {
    for (String request :
        List.of(
            "OPTIONS * HTTP/1.0\r\nHost: localhost\r\n\r\n",
            "OPTIONS * HTTP/1.0\r\nHost: evil.example\r\n\r\n",
            "OPTIONS * HTTP/1.0\r\n\r\n",
            "GET / HTTP/1.0\r\n\r\n",
            "GET http://a.example/ HTTP/1.0\r\nHost: a.example\r\n\r\n",
            "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n",
            "CONNECT a.example HTTP/1.0\r\n\r\n",
            "CONNECT a.example:99999 HTTP/1.0\r\n\r\n",
            "CONNECT a.example:0 HTTP/1.0\r\n\r\n",
            "CONNECT a.exit:80 HTTP/1.0\r\n\r\n",
            "CONNECT short.onion:80 HTTP/1.0\r\n\r\n",
            "CONNECT a/b:80 HTTP/1.0\r\n\r\n",
            "CONNECT " + "a".repeat(300) + ":80 HTTP/1.0\r\n\r\n",
            "CONNECT a.example:80 HTTP/1.0\r\nTor-RPC-Target: x\r\n\r\n",
            "CONNECT a.example:80 HTTP/1.0\r\nContent-Length: -1\r\n\r\n",
            "CONNECT a.example:80 HTTP/1.0\r\nX: " + "x".repeat(9000) + "\r\n\r\n",
            "CONNECT no-such.example:80 HTTP/1.0\r\n\r\n",
            "CONNECT here.example:" + files.port() + " HTTP/1.0\r\n\r\n")) {
      byte[] bytes = request.getBytes(ISO_8859_1);
      String expected = new String(overTcp(theirs.tunnel(), bytes), ISO_8859_1);
      String answer = new String(overTcp(ours.tunnel(), bytes), ISO_8859_1);
      assertThat(comparable(answer)).as(request).isEqualTo(comparable(expected));
    }
  }

  /** Without what names the program, and without the page, which says the same in other words. */
  private static String comparable(String answer) {
    return answer
        .replaceAll("\\((tor|tropea) [^)]*\\)", "(program)")
        .replaceAll("(?s)<html>.*", "");
  }

  @Test
  void dnsPort_answersAsCTor() throws Exception {
    Map<String, Integer> questions = new LinkedHashMap<>();
    questions.put("Four.eXample", 1);
    questions.put("six.example", 28);
    questions.put("six.example ", 1);
    questions.put("44.2.0.192.in-addr.arpa", 12);
    questions.put("no-such.example", 1);
    questions.put("a.example", 255);
    questions.put("not-an-address.example", 12);
    for (Map.Entry<String, Integer> each : questions.entrySet()) {
      byte[] query = query(each.getKey().strip(), each.getValue(), 1);
      byte[] expected = overUdp(theirs.dns(), query);
      byte[] answer = overUdp(ours.dns(), query);
      assertThat(text(withoutTtl(answer)))
          .as(each.toString())
          .isEqualTo(text(withoutTtl(expected)));
    }
    assertThat(text(overUdp(ours.dns(), query("a.example", 1, 3))))
        .isEqualTo(text(overUdp(theirs.dns(), query("a.example", 1, 3))));
    byte[] virtual = overUdp(ours.dns(), query("x.virtual", 1, 1));
    assertThat(virtual[virtual.length - 4]).as("127.192.0.0/10").isEqualTo((byte) 127);
  }

  /** The first two kill C tor (libevent#1231), so only ours is asked. */
  @Test
  void dnsPort_survivesWhatKillsCTor() throws Exception {
    for (String datagram :
        List.of("", "0102030405", "0001 0100 ffff 0000 0000 0000 0161 00 0001 0001")) {
      overUdpWithoutAnswer(ours.dns(), hex(datagram));
    }
    byte[] answer = overUdp(ours.dns(), query("four.example", 1, 1));
    assertThat(text(answer)).endsWith("c000022c");
  }

  /** Row S13: Java's own sockets; HERE is a name that only the exit's name server knows. */
  @Test
  void javaSocket_getsTheRightBytes_andNobodyHereIsAskedForTheName() throws Exception {
    SocketFactory factory =
        new TorSocketFactory(proxy.client(), Isolation.byLogin("java", "socket"));
    for (InetSocketAddress address :
        List.of(
            InetSocketAddress.createUnresolved(HERE, files.port()),
            new InetSocketAddress(NamedAddress.of(HERE), files.port()))) {
      try (Socket socket = factory.createSocket()) {
        socket.connect(address, (int) PATIENCE.toMillis());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write(("GET /" + SIZE + " HTTP/1.0\r\n\r\n").getBytes(ISO_8859_1));
        String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        byte[] body = answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(ISO_8859_1);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
        assertThat(HexFormat.of().formatHex(digest)).isEqualTo(FileServer.sha256(SIZE));
      }
    }
    assertThatThrownBy(() -> factory.createSocket("no-such.example", 80))
        .isInstanceOfSatisfying(
            TorConnectException.class,
            e -> assertThat(e.kind()).isEqualTo(ConnectFailure.Kind.DESTINATION));
  }

  /** Row S13: what Java programs do, as our examples do it; each JVM ends by itself. */
  @ParameterizedTest
  @ValueSource(strings = {"FetchWithSocket", "FetchWithOkHttp"})
  void example_getsTheRightBytes_andNobodyHereIsAskedForTheName(String name) throws Exception {
    byte[] got = examples.run(name, "http://" + HERE + ":" + files.port() + "/" + SIZE);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(got);
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(FileServer.sha256(SIZE));
  }

  @Test
  void exampleWithHttpClient_getsTheRightBytes_andNobodyHereIsAskedForTheName() throws Exception {
    SSLContext tls = certificateFor(HERE);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (exchange) {
            exchange.getResponseBody().write("by Tor".getBytes(ISO_8859_1));
          }
        });
    server.start();
    try {
      byte[] got =
          examples.run(
              "FetchWithHttpClient",
              "https://" + HERE + ":" + server.getAddress().getPort() + "/",
              "-Djavax.net.ssl.trustStore=" + folder.resolve(CERTIFICATE),
              "-Djavax.net.ssl.trustStorePassword=password");
      assertThat(new String(got, ISO_8859_1)).isEqualTo("by Tor");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void embeddedClient_looksUp_andStartsAgainOnItsDirectory() throws Exception {
    Path data = folder.resolve("embedded");
    for (int run = 0; run < 2; run++) {
      EmbeddedClient client =
          EmbeddedClient.builder(data)
              .authorities(network.directoryAuthorityLines())
              .testingNetwork()
              .start();
      try (client) {
        client.ready().get(PATIENCE.toMinutes(), TimeUnit.MINUTES);
        InetAddress four =
            client.resolve("four.example").get(PATIENCE.toMinutes(), TimeUnit.MINUTES);
        assertThat(four.getHostAddress()).isEqualTo("192.0.2.44");
        assertThat(client.reverse(four).get(PATIENCE.toMinutes(), TimeUnit.MINUTES))
            .isEqualTo("host.example");
        assertThat(client.resolve("no-such.example"))
            .failsWithin(PATIENCE)
            .withThrowableThat()
            .withCauseInstanceOf(ConnectFailure.class);
      }
      assertThat(client.resolve("four.example"))
          .failsWithin(PATIENCE)
          .withThrowableThat()
          .withCauseInstanceOf(ConnectFailure.class);
    }
  }

  /** A context that shows a new certificate for this host. */
  private static SSLContext certificateFor(String host) throws Exception {
    Path file = folder.resolve(CERTIFICATE);
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Tool.run(
            (keytool
                    + " -genkeypair -keyalg EC -alias a -storetype PKCS12 -storepass password"
                    + (" -dname CN=" + host + " -ext san=dns:" + host + " -keystore " + file))
                .split(" "))
        .succeeded();
    KeyStore keys = KeyStore.getInstance(file.toFile(), "password".toCharArray());
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, "password".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    return context;
  }

  private static byte[] withoutTtl(byte[] answer) {
    // Of the one record behind the question; both give what the exit said.
    byte[] without = answer.clone();
    if (answer.length > 7 && answer[7] == 1) {
      int ttl = questionEnd(answer) + 6;
      Arrays.fill(without, ttl, ttl + 4, (byte) 0);
    }
    return without;
  }

  private static int questionEnd(byte[] message) {
    int at = 12;
    while (message[at] != 0) {
      at += message[at] + 1;
    }
    return at + 5;
  }

  private static byte[] query(String name, int type, int dnsClass) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(hex("1234 0100 0001 0000 0000 0000"));
    for (String label : name.split("\\.", -1)) {
      out.write(label.length());
      out.writeBytes(label.getBytes(ISO_8859_1));
    }
    out.writeBytes(new byte[] {0, 0, (byte) type, 0, (byte) dnsClass});
    return out.toByteArray();
  }

  private static byte[] overUdp(int port, byte[] datagram) throws IOException {
    try (DatagramSocket client = new DatagramSocket()) {
      client.setSoTimeout((int) PATIENCE.toMillis());
      client.send(
          new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
      DatagramPacket answer = new DatagramPacket(new byte[2_000], 2_000);
      client.receive(answer);
      return Arrays.copyOf(answer.getData(), answer.getLength());
    }
  }

  private static void overUdpWithoutAnswer(int port, byte[] datagram) throws IOException {
    try (DatagramSocket client = new DatagramSocket()) {
      client.send(
          new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
    }
  }

  /** All that is answered to the last of several messages, and two bytes to each before it. */
  private static byte[] overSocks(Fronts fronts, List<byte[]> messages) throws IOException {
    try (Socket program = new Socket(InetAddress.getLoopbackAddress(), fronts.socks())) {
      program.setSoTimeout((int) PATIENCE.toMillis());
      ByteArrayOutputStream answers = new ByteArrayOutputStream();
      for (byte[] message : messages.subList(0, messages.size() - 1)) {
        program.getOutputStream().write(message);
        answers.writeBytes(program.getInputStream().readNBytes(2));
      }
      answers.writeBytes(last(program, messages.get(messages.size() - 1)));
      return answers.toByteArray();
    }
  }

  /** All that is answered. */
  private static byte[] overTcp(int port, byte[] request) throws IOException {
    try (Socket program = new Socket(InetAddress.getLoopbackAddress(), port)) {
      program.setSoTimeout((int) PATIENCE.toMillis());
      return last(program, request);
    }
  }

  private static byte[] last(Socket program, byte[] request) throws IOException {
    try {
      program.getOutputStream().write(request);
    } catch (IOException e) {
      // It may have been closed in the middle of too much; what was answered is still there.
    }
    return all(program.getInputStream(), request);
  }

  /** Up to the end, or to the head of an answer after which the tunnel is open. */
  private static byte[] all(InputStream in, byte[] request) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean tunnel = new String(request, ISO_8859_1).startsWith("CONNECT here.example");
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        out.write(next);
        if (tunnel && out.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
          break;
        }
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // Reset: what was sent behind the request was not read. What came before it counts.
    }
    return out.toByteArray();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static String text(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** Rows Q01 to Q12: what programs do by stem, from the first byte to the end of the process. */
  @Test
  void stem_drivesOurProcess_untilItEndsWithItsOwner() throws Exception {
    List<Integer> ports = LoopbackPorts.free(2);
    Path home = Files.createDirectory(folder.resolve("controlled"));
    List<String> torrc =
        new ArrayList<>(
            List.of(
                "DataDirectory " + home.resolve("data"),
                "TestingTorNetwork 1",
                "ClientRejectInternalAddresses 0",
                "SocksPort " + ports.get(0),
                "ControlPort " + ports.get(1),
                "CookieAuthentication 1",
                "HashedControlPassword 16:1BB23D36FD0B9E1A600CAB91F0387107B5032398795B3E981661273AA5"));
    torrc.addAll(network.directoryAuthorityLines());
    Path file = Files.write(home.resolve("torrc"), torrc);
    Path session = home.resolve("stem-session.py");
    try (InputStream script = FrontsTest.class.getResourceAsStream("stem-session.py")) {
      Files.copy(Objects.requireNonNull(script), session);
    }
    ProcessBuilder node =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-ea",
            "-Xmx96m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "org.tropea.command.Tropea",
            "-f",
            file.toString());
    try (LoggedProcess process = LoggedProcess.start("tropea", node)) {
      process.await("Opened SOCKS listener", PATIENCE);
      // Debian's own Python, for which Debian has stem.
      Tool stem =
          Tool.run(
              "/usr/bin/python3",
              session.toString(),
              ports.get(1).toString(),
              ports.get(0).toString(),
              "secret",
              HERE,
              Integer.toString(files.port()));
      assertThat(stem.succeeded().output()).contains("stem is content");
      assertThat(process.awaitExit(PATIENCE)).isZero();
    }
  }
}
