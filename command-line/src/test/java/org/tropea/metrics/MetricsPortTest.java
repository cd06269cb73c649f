package org.tropea.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row M04: who may ask, what for, and what is answered. */
class MetricsPortTest {
  private static final int PATIENCE_MILLIS = 60_000;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private int asked;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private MetricsPort open(Predicate<InetAddress> admits) throws IOException {
    MetricsSource source =
        () -> {
          asked++;
          return List.of(
              Family.counter("tor_things_total", "Things").with(3, "kind", "good"),
              Family.counter("tor_traffic_bytes", "Bytes").with(1_234_567_890_123.0),
              Family.gauge("tor_open_total", "Open").with(1, "state", "opened").with(7));
        };
    MetricsPort port =
        MetricsPort.open(
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            admits,
            List.of(source));
    opened.add(port);
    return port;
  }

  private Socket connect(MetricsPort port) throws IOException {
    InetSocketAddress address = port.addresses().get(0);
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    opened.add(socket);
    return socket;
  }

  private String answer(MetricsPort port, String request) throws IOException {
    Socket socket = connect(port);
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  @Test
  void request_isAnsweredInPrometheusFormat_withTheNamesAsTheyAre() throws IOException {
    String answer = answer(open(any -> true), "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.0 200 OK\r\n")
        .containsIgnoringCase("content-type: text/plain; version=0.0.4; charset=utf-8\r\n");
    assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4).lines())
        .containsExactlyInAnyOrder(
            "# HELP tor_things_total Things",
            "# TYPE tor_things_total counter",
            "tor_things_total{kind=\"good\"} 3.0",
            "# HELP tor_traffic_bytes Bytes",
            "# TYPE tor_traffic_bytes counter",
            "tor_traffic_bytes 1.234567890123E12",
            "# HELP tor_open_total Open",
            "# TYPE tor_open_total gauge",
            "tor_open_total 7.0",
            "tor_open_total{state=\"opened\"} 1.0");
  }

  @ParameterizedTest
  @CsvSource({
    "GET / HTTP/1.0, 404 Not Found",
    "GET /metricsx HTTP/1.0, 404 Not Found",
    "POST /metrics HTTP/1.0, 405 Method Not Allowed",
    "garbage, 400 Bad Request"
  })
  void otherRequests_areAnsweredAsByCtor_andNothingIsCollected(String line, String status)
      throws IOException {
    assertThat(answer(open(any -> true), line + "\r\n\r\n")).startsWith("HTTP/1.0 " + status);
    assertThat(asked).isZero();
  }

  @Test
  void longRequest_isRefused_beforeItEnds() throws IOException {
    assertThat(answer(open(any -> true), "GET /" + "x".repeat(5_000)))
        .startsWith("HTTP/1.0 400 Bad Request");
  }

  @Test
  void whoeverMayNotAsk_isClosedUnheard() throws IOException {
    assertThat(connect(open(any -> false)).getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void tooManyAtATime_areClosedUnheard_andThoseThatWaitStay() throws IOException {
    MetricsPort port = open(any -> true);
    Socket first = connect(port);
    for (int i = 1; i < MetricsPort.MOST; i++) {
      connect(port);
    }
    assertThat(connect(port).getInputStream().read()).isEqualTo(-1);
    first.getOutputStream().write("GET /metrics HTTP/1.0\r\n\r\n".getBytes(ISO_8859_1));
    assertThat(new String(first.getInputStream().readAllBytes(), ISO_8859_1)).contains("200 OK");
  }

  @Test
  void process_tellsItsHeapAndItsCollectors() {
    assertThat(new ProcessFamilies().families().stream().map(Family::name))
        .contains("tropea_heap_bytes", "tropea_gc_seconds_total", "tropea_direct_memory_bytes")
        .allMatch(name -> name.startsWith("tropea_"));
  }
}
