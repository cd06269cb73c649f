package org.tropea.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.infra.Blackhole;
import org.tropea.crypto.handshake.NtorBenchmark;
import org.tropea.crypto.handshake.NtorV3Benchmark;
import org.tropea.crypto.onion.OnionLayerBenchmark;
import org.tropea.directory.document.ParsingBenchmark;
import org.tropea.protocol.channel.CellCodecBenchmark;
import org.tropea.protocol.channel.LinkWatchBenchmark;
import org.tropea.protocol.circuit.CircuitTotals;
import org.tropea.protocol.circuit.CircuitTraffic;
import org.tropea.protocol.circuit.CircuitWatchBenchmark;

/** That the benchmarks do what they say, at the smallest size; figures are no matter of tests. */
class BenchmarksTest {
  @Test
  void row_pairs_medianOfTheirRatios() {
    Row row = Row.more("bytes", "MB/s", "2");
    row.pair(10, 5);
    row.pair(30, 10);
    row.pair(100, 1);
    assertThat(row.ratio()).isEqualTo(3);
    assertThat(row.markdown())
        .isEqualTo("| bytes, MB/s | 30.0 | 5.00 | 3.00 | 2 | 2.00 to 100, n=3 |");
  }

  @Test
  void limit_besideItsBar_metOrMissed() {
    assertThat(Limit.atMost("memory of each", 3.04, "kB", 3).markdown())
        .isEqualTo("| memory of each, kB | 3.04 | at most 3 | missed |");
    assertThat(Limit.atLeast("links held", 4000, "links", 4000).markdown())
        .isEqualTo("| links held, links | 4000 | at least 4000 | met |");
  }

  @Test
  void traffic_fetch_bytesChecked() throws Exception {
    try (Traffic traffic = new Traffic()) {
      traffic.fetch(new Socket(InetAddress.getLoopbackAddress(), traffic.port()), 200_001);
      try (Socket echo = new Socket(InetAddress.getLoopbackAddress(), traffic.port())) {
        traffic.beginEcho(echo);
        assertThat(traffic.echo(echo)).isPositive();
      }
    }
  }

  @Test
  void ntor_bothSides_keys() throws Exception {
    assertThat(new NtorBenchmark().bothSides()).isNotNull();
    assertThat(new NtorV3Benchmark().bothSides()).isNotNull();
  }

  @Test
  void layers_ofBothKinds_openWhatTheySeal() {
    Blackhole hole =
        new Blackhole(
            "Today's password is swordfish. I understand instantiating"
                + " Blackholes directly is dangerous.");
    for (String layer : new String[] {"tor1", "cgo"}) {
      OnionLayerBenchmark layers = new OnionLayerBenchmark();
      layers.cells = 32;
      layers.layer = layer;
      layers.begin();
      layers.exitToOrigin(hole);
    }
  }

  @Test
  void documents_relays_allRead() throws Exception {
    ParsingBenchmark parsing = new ParsingBenchmark();
    parsing.relays = 10;
    parsing.write();
    assertThat(parsing.consensus()).isNotNull();
    assertThat(parsing.microdescriptors()).isNotNull();
  }

  @Test
  void cells_31_decoded() {
    CellCodecBenchmark codec = new CellCodecBenchmark();
    codec.open();
    assertThat(codec.cells()).isEqualTo(31);
  }

  @Test
  void links_watchedInAnyWay_carryTheCells() {
    for (String watch : new String[] {"uncounted", "silent", "observed"}) {
      LinkWatchBenchmark links = new LinkWatchBenchmark();
      links.watch = watch;
      links.open();
      links.read();
      assertThat(links.cells()).isEqualTo(31);
      links.close();
    }
  }

  @Test
  void circuits_watchedInAnyWay_countTheCells() {
    for (String watch : new String[] {"silent", "observed"}) {
      CircuitWatchBenchmark circuits = new CircuitWatchBenchmark();
      circuits.watch = watch;
      circuits.open();
      circuits.cell();
      assertThat(circuits.life()).isNotNull();
      CircuitTotals totals = circuits.totals();
      assertThat(totals.launched()).isEqualTo(2);
      assertThat(totals.failed()).isEqualTo(1);
      assertThat(totals.carried()).isEqualTo(new CircuitTraffic(31, 0, 31 * 498, 0));
    }
  }
}
