package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.metrics.Bugs;
import org.tropea.metrics.MetricsPort;
import org.tropea.metrics.ProcessFamilies;
import org.tropea.metrics.RelayFamilies;
import org.tropea.metrics.ServiceFamilies;
import org.tropea.metrics.ServiceFigures;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.Settings;

/** Row M04: our relay beside C tor's, as Prometheus sees them. */
class MetricsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** What C tor measures of congestion control is not measured here. */
  private static final Set<String> NOT_HERE =
      Set.of("tor_relay_congestion_control", "tor_relay_congestion_control_total");

  /** Of connections those types are not told that a relay has none of. */
  private static final Set<String> FEWER =
      Set.of("tor_relay_connections", "tor_relay_connections_total");

  /** Ten families, and two of times with a name each for bounds, sum and number. */
  private static final int HS_NAMES = 10 + 2 * 4;

  @TempDir Path ctors;
  @TempDir Path ours;

  /** A family as Prometheus reads it: its two comments, and the labels of its figures. */
  private static final class Read {
    final List<String> comments = new ArrayList<>();
    final Set<String> labels = new TreeSet<>();
  }

  @Test
  void relay_hasCtorsFamilies_withItsTypesLabelsAndWords() throws Exception {
    int port = LoopbackPorts.free(1).get(0);
    Map<String, Read> expected;
    try (CtorRelay ctor =
        CtorRelay.start(
            CtorPrograms.reference(),
            ctors,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 53),
            "MetricsPort 127.0.0.1:" + port,
            "MetricsPortPolicy accept 127.0.0.1")) {
      assertThat(ctor.isAlive()).isTrue();
      expected = read(fetch(port));
    }
    Settings settings =
        Settings.builder(
                "measured", ours, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .build();
    Map<String, Read> told;
    try (OnionRelay relay = OnionRelay.start(settings, Machine.best());
        MetricsPort metrics =
            MetricsPort.open(
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                InetAddress::isLoopbackAddress,
                List.of(
                    new RelayFamilies(relay::totals, relay::flags),
                    new ProcessFamilies(),
                    new Bugs()))) {
      told = read(fetch(metrics.addresses().get(0).getPort()));
    }
    expected.keySet().removeAll(NOT_HERE);
    assertThat(expected).hasSizeGreaterThan(20);
    assertThat(told.keySet().stream().filter(name -> !name.startsWith("tropea_")))
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach(
        (name, family) -> {
          Read its = told.getOrDefault(name, new Read());
          assertThat(its.comments).as(name).isEqualTo(family.comments);
          if (FEWER.contains(name)) {
            assertThat(family.labels).as(name).containsAll(its.labels);
          } else {
            assertThat(its.labels).as(name).isEqualTo(family.labels);
          }
        });
  }

  /** C tor tells of a service that no network knows. */
  @Test
  void onionService_hasCtorsFamilies_withItsTypesLabelsAndWords() throws Exception {
    int port = LoopbackPorts.free(1).get(0);
    Path folder = ctors.resolve("service");
    Map<String, Read> expected;
    OnionAddress address;
    try (CtorRelay ctor =
        CtorRelay.start(
            CtorPrograms.reference(),
            ctors,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 53),
            "HiddenServiceDir " + folder,
            "HiddenServicePort 80",
            "HiddenServicePort 443 127.0.0.1:80",
            "MetricsPort 127.0.0.1:" + port,
            "MetricsPortPolicy accept 127.0.0.1")) {
      assertThat(ctor.isAlive()).isTrue();
      expected = read(fetch(port));
      address = OnionAddress.ofHost(Files.readString(folder.resolve("hostname")).strip());
    }
    expected.keySet().removeIf(name -> !name.startsWith("tor_hs_"));
    assertThat(expected).hasSize(HS_NAMES);
    ServiceFigures figures = new ServiceFigures(List.of(80, 443));
    try (MetricsPort metrics =
        MetricsPort.open(
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            InetAddress::isLoopbackAddress,
            List.of(new ServiceFamilies(() -> Map.of(address, figures))))) {
      Map<String, Read> told = read(fetch(metrics.addresses().get(0).getPort()));
      assertThat(told.keySet()).isEqualTo(expected.keySet());
      expected.forEach(
          (name, family) -> {
            Read its = told.getOrDefault(name, new Read());
            assertThat(its.comments).as(name).isEqualTo(family.comments);
            assertThat(its.labels).as(name).isEqualTo(family.labels);
          });
    }
  }

  private static String fetch(int port) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                    .version(HttpClient.Version.HTTP_1_1)
                    .timeout(PATIENCE)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static Map<String, Read> read(String text) {
    Map<String, Read> families = new TreeMap<>();
    for (String line : text.lines().toList()) {
      String name = line.startsWith("#") ? line.split(" ", 4)[2] : line.replaceFirst("[{ ].*", "");
      Read family = families.computeIfAbsent(name, unused -> new Read());
      if (line.startsWith("#")) {
        family.comments.add(line);
      } else {
        int end = line.lastIndexOf('}');
        String labels = end < 0 ? "" : line.substring(line.indexOf('{') + 1, end);
        // A bound is the same number with one zero behind the point, or two.
        family.labels.add(sorted(labels.replaceAll("(le=\"\\d+)\\.0+\"", "$1\"")));
      }
    }
    return families;
  }

  /** Their order means nothing. */
  private static String sorted(String labels) {
    return String.join(",", new TreeSet<>(List.of(labels.split(",", -1))));
  }
}
