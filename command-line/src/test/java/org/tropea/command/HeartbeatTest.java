package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.RelayTotals;
import org.tropea.relay.Settings;

class HeartbeatTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "59, 0:00 hours",
    "86399, 23:59 hours",
    "90061, 1 day 1:01 hours",
    "180000, 2 days 2:00 hours"
  })
  void uptime_isWrittenAsCtorDoes(long seconds, String text) {
    assertThat(Heartbeat.uptime(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"1023, 0 kB", "1048575, 1023 kB", "1572864, 1.50 MB", "3221225472, 3.00 GB"})
  void amount_isWrittenAsCtorDoes(long bytes, String text) {
    assertThat(Heartbeat.amount(bytes)).isEqualTo(text);
  }

  /** The words, letter for letter, as scripts of operators look for them. */
  @Test
  void lines_areThoseOfCtor() throws Exception {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    RelayTotals totals;
    try (OnionRelay relay =
        OnionRelay.start(Settings.builder("relay", folder, loopback).build(), Machine.best())) {
      totals = relay.totals();
    }
    Heartbeat heartbeat = new Heartbeat();
    List<String> lines = heartbeat.lines(Duration.ofHours(6), totals, false, false);
    assertThat(lines.subList(0, 3))
        .containsExactly(
            "Heartbeat: It seems like we are not in the cached consensus.",
            "Heartbeat: Tor's uptime is 6:00 hours, with 0 circuits open. I've sent 0 kB and"
                + " received 0 kB. I've received 0 connections on IPv4 and 0 on IPv6. I've made 0"
                + " connections with IPv4 and 0 with IPv6.",
            "Circuit handshake stats since last time: 0/0 TAP, 0/0 NTor, 0/0 NTor (v3).");
    assertThat(lines.get(3)).startsWith("DoS mitigation since startup: ");
    assertThat(heartbeat.lines(Duration.ofHours(6), totals, false, true).get(0))
        .startsWith("Heartbeat: Tor's uptime is")
        .endsWith(" We are currently hibernating.");
  }
}
