package org.tropea.configuration;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What C tor makes of some values itself before it writes them down: too short times, a nickname
 * for a relay without one, a rate for a burst and the other way round.
 */
final class Adjustment {
  private static final Duration LEAST_DIRTINESS = Duration.ofSeconds(10);
  private static final Duration MOST_DIRTINESS = Duration.ofDays(30);
  private static final Duration LEAST_HEARTBEAT = Duration.ofMinutes(30);

  private Adjustment() {}

  /** What counts in the place of {@code written}, which the lines say of the option. */
  static List<String> of(Torrc torrc, OptionRow row, List<String> written) {
    return switch (row.name()) {
      case "Nickname" -> written.isEmpty() && isRelay(torrc) ? List.of("Unnamed") : written;
      case "RelayBandwidthRate" -> orOther(torrc, "RelayBandwidthBurst", written);
      case "RelayBandwidthBurst" -> orOther(torrc, "RelayBandwidthRate", written);
      case "MaxCircuitDirtiness" ->
          written.stream().map(w -> kept(w, LEAST_DIRTINESS, MOST_DIRTINESS)).toList();
      case "HeartbeatPeriod" ->
          torrc.isTesting() || written.equals(List.of("0"))
              ? written
              : written.stream().map(w -> kept(w, LEAST_HEARTBEAT, null)).toList();
      default -> written;
    };
  }

  private static boolean isRelay(Torrc torrc) {
    List<TorrcLine> ports = torrc.all("ORPortLines");
    return ports.stream().anyMatch(line -> !line.value().strip().equals("0"));
  }

  private static List<String> orOther(Torrc torrc, String other, List<String> written) {
    List<String> its = torrc.said(OptionTable.ofCTor().row(other).orElseThrow());
    return written.equals(List.of("0")) ? its : written;
  }

  private static String kept(String seconds, Duration least, @Nullable Duration most) {
    long value = Long.parseLong(seconds);
    long bounded = Math.max(value, least.toSeconds());
    return Long.toString(most == null ? bounded : Math.min(bounded, most.toSeconds()));
  }
}
