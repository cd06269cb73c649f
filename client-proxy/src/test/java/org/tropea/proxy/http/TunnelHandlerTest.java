package org.tropea.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tropea.protocol.Vector.hex;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.ConnectFailure;
import org.tropea.client.Target;
import org.tropea.client.pool.Isolation;
import org.tropea.client.pool.Isolation.By;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.stream.FakeCarrier;
import org.tropea.protocol.stream.Lingering;
import org.tropea.proxy.request.FakeClient;
import org.tropea.proxy.request.ProgramChannel;
import org.tropea.proxy.request.ProgramConnection;

/** Rows S07 and S08, cases socks-16 and socks-17. */
@ExtendWith(NoLeaks.class)
class TunnelHandlerTest {
  private static final String VIA = "Tor-Capabilities: \r\nVia: tor/1.0 tor-network (tropea 1)\r\n";
  private static final String SERVER = "Tor-Capabilities: \r\nServer: tor/1.0 (tropea 1)\r\n";
  private static final String CONNECT = "CONNECT abc.de:443 HTTP/1.1\r\nHost: abc.de\r\n\r\n";

  private final List<ProgramChannel> programs = new ArrayList<>();
  private final ProgramChannel program = new ProgramChannel();
  private final FakeClient network = new FakeClient(program);
  private final FakeCarrier carrier = new FakeCarrier(program);

  TunnelHandlerTest() {
    serve(program);
  }

  private void serve(ProgramChannel channel) {
    programs.add(channel);
    TunnelListener.serve(
        network.requests(),
        new TunnelAnswers("tropea 1"),
        new ProgramConnection(Duration.ofSeconds(30), new Lingering(Lingering.USUAL_BYTES)),
        channel);
  }

  @AfterEach
  void close() {
    programs.forEach(ProgramChannel::finishAndReleaseAll);
  }

  @Test
  void connect_joinsTheProgramToAStream() {
    send(CONNECT);
    assertThat(network.targets).containsExactly(new Target("abc.de", 443));
    assertThat(answer()).isEmpty();
    network.succeed(carrier);
    assertThat(answer()).isEqualTo("HTTP/1.0 200 OK\r\n" + VIA + "\r\n");
    program.send(hex("0102"));
    assertThat(carrier.data()).isEqualTo(hex("0102"));
  }

  @Test
  void connect_oneByteAtATime_isUnderstood() {
    for (byte each : CONNECT.getBytes(ISO_8859_1)) {
      assertThat(network.targets).isEmpty();
      program.send(new byte[] {each});
    }
    assertThat(network.targets).hasSize(1);
  }

  @Test
  void earlyBytes_areDeliveredOnce_andReadAsNoRequest() {
    send(CONNECT + "GET / HTTP/1.1\r\n\r\n");
    send("more");
    network.succeed(carrier);
    assertThat(new String(carrier.data(), ISO_8859_1)).isEqualTo("GET / HTTP/1.1\r\n\r\nmore");
  }

  @ParameterizedTest
  @CsvSource({
    "abc.de:99999, 400 Bad Request",
    "abc.de:0, 400 Bad Request",
    "abc.de:x, 400 Bad Request",
    "abc.de:, 400 Bad Request"
  })
  void target_withoutAGoodPort_isRefused(String target, String status) {
    send("CONNECT " + target + " HTTP/1.1\r\n\r\n");
    assertThat(answer()).isEqualTo("HTTP/1.0 " + status + "\r\n" + VIA + "\r\n");
    assertThat(program.isOpen()).isFalse();
    assertThat(network.targets).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc.de", "a/b:80", "www.x.exit:80", "-a.de:80", "2606:2800::1"})
  void target_thatCannotBe_isAViolation(String target) {
    send("CONNECT " + target + " HTTP/1.1\r\n\r\n");
    assertThat(answer())
        .isEqualTo(
            "HTTP/1.0 502 Bad Gateway (tor protocol violation)\r\n"
                + VIA
                + "Tor-Request-Failed: end/TORPROTOCOL\r\n\r\n");
    assertThat(network.targets).isEmpty();
  }

  @Test
  void longHost_isTooLong() {
    send("CONNECT " + "a".repeat(300) + ":80 HTTP/1.1\r\n\r\n");
    assertThat(answer()).startsWith("HTTP/1.0 414 Request-URI Too Long\r\n" + VIA);
  }

  @Test
  void remoteProcedures_areNotHere() {
    send("CONNECT abc.de:443 HTTP/1.1\r\nTor-RPC-Target: x\r\n\r\n");
    assertThat(answer()).startsWith("HTTP/1.0 501 Not implemented (No RPC Support)\r\n" + VIA);
  }

  @Test
  void ipv6Address_standsInBrackets() {
    send("CONNECT [2606:2800::1]:443 HTTP/1.1\r\n\r\n");
    assertThat(network.targets).containsExactly(new Target("2606:2800::1", 443));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 500 Internal Server Error, MISC",
    "2, 503 Service Unavailable (resolve failed), RESOLVEFAILED",
    "3, 403 Forbidden (connection refused), CONNECTREFUSED",
    "4, 403 Forbidden (exit policy), EXITPOLICY",
    "5, 502 Bad Gateway (destroy cell received), DESTROY",
    "6, 502 Bad Gateway (unexpected close), DONE",
    "7, 504 Gateway Timeout, TIMEOUT",
    "8, 503 Service Unavailable (no route), NOROUTE",
    "9, 502 Bad Gateway (hibernating server), HIBERNATING",
    "10, 502 Bad Gateway (internal error), INTERNAL",
    "11, 502 Bad Gateway (resource limit), RESOURCELIMIT",
    "12, 403 Forbidden (connection reset), CONNRESET",
    "13, 502 Bad Gateway (tor protocol violation), TORPROTOCOL"
  })
  void endReason_isSaid(int reason, String status, String name) {
    send(CONNECT);
    network.fail(new ConnectFailure(ConnectFailure.Kind.DESTINATION, "no", new EndReason(reason)));
    assertThat(answer())
        .isEqualTo(
            "HTTP/1.0 " + status + "\r\n" + VIA + "Tor-Request-Failed: end/" + name + "\r\n\r\n");
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void privateAddress_isRefused() {
    send("CONNECT 10.0.0.1:80 HTTP/1.1\r\n\r\n");
    assertThat(answer())
        .isEqualTo(
            "HTTP/1.0 500 Internal Server Error (weird end reason)\r\n"
                + VIA
                + "Tor-Request-Failed: c-tor/PRIVATE_ADDR\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:9080", "127.0.0.1:9080", "[::1]:9080", "[::1]"})
  void options_toThisMachine_areAnswered(String host) {
    send("OPTIONS * HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    assertThat(answer())
        .isEqualTo("HTTP/1.0 200 OK\r\nAllow: OPTIONS, CONNECT\r\n" + SERVER + "\r\n");
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void otherMethods_toThisMachine_areToldWhatThisIs() {
    send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(answer())
        .startsWith(
            "HTTP/1.0 405 Method Not Allowed\r\nContent-Type: text/html; charset=iso-8859-1\r\n"
                + SERVER
                + "\r\n<html>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0001\u0002\u0003",
        "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET http://localhost/ HTTP/1.1\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\n\r\n",
        "CONNECT abc.de:443 HTTP/2.0\r\n\r\n",
        "CONNECT abc.de:443 HTTP/1.1\r\nContent-Length: -1\r\n\r\n"
      })
  void requests_ofPagesAndGarbage_areClosedSilently(String request) {
    send(request);
    assertThat(answer()).isEmpty();
    assertThat(program.isOpen()).isFalse();
    assertThat(network.targets).isEmpty();
  }

  @Test
  void longHead_isClosedSilently() {
    send("CONNECT abc.de:443 HTTP/1.1\r\nX: " + "x".repeat(9000) + "\r\n\r\n");
    assertThat(answer()).isEmpty();
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void longBody_isClosedSilently() {
    send("CONNECT abc.de:443 HTTP/1.1\r\nContent-Length: 2000\r\n\r\n" + "x".repeat(1500));
    assertThat(answer()).isEmpty();
    assertThat(program.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "CONNECT a:1 HTTP/1.1\r\n"})
  void garbageOrSilence_isClosedAfter30Seconds(String garbage) {
    send(garbage);
    program.advanceTimeBy(29_999, TimeUnit.MILLISECONDS);
    program.runPendingTasks();
    assertThat(program.isOpen()).isTrue();
    program.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    program.runPendingTasks();
    assertThat(program.isOpen()).isFalse();
    assertThat(answer()).isEmpty();
  }

  @Test
  void headers_separateCircuits() {
    List<String> heads =
        List.of(
            "",
            "Proxy-Authorization: Basic dG9yOng=\r\n",
            "Proxy-Authorization: Basic dG9yOnk=\r\n",
            "Tor-Stream-Isolation: x\r\n",
            "X-Tor-Stream-Isolation: x\r\n");
    for (String head : heads) {
      ProgramChannel each = new ProgramChannel();
      serve(each);
      each.send(("CONNECT abc.de:443 HTTP/1.1\r\n" + head + "\r\n").getBytes(ISO_8859_1));
    }
    assertThat(network.isolations).doesNotHaveDuplicates().hasSize(heads.size());
    Isolation first = network.isolations.get(0);
    assertThat(first.fact(By.LOGIN)).isEmpty();
    assertThat(first.by()).containsExactlyInAnyOrder(By.CLIENT_ADDRESS, By.LOGIN, By.SESSION_GROUP);
  }

  @Test
  void program_thatGoes_wantsNoStream() {
    send(CONNECT);
    program.close().syncUninterruptibly();
    assertThat(network.streams.get(0).isCancelled()).isTrue();
  }

  private void send(String text) {
    program.send(text.getBytes(ISO_8859_1));
  }

  private String answer() {
    return new String(program.answer(), ISO_8859_1);
  }
}
