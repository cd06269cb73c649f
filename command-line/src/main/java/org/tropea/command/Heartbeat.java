package org.tropea.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.channel.LinkTotals;
import org.tropea.protocol.stream.StreamTraffic;
import org.tropea.relay.RelayTotals;
import org.tropea.relay.circuit.HandshakeKind;

/**
 * How a relay fares, in the lines of C tor's heartbeat (row R16), which operators' tools look for.
 * For one thread at a time.
 */
final class Heartbeat {
  private static final long KILOBYTE = 1L << 10;
  private static final long MEGABYTE = 1L << 20;
  private static final long GIGABYTE = 1L << 30;

  private @Nullable RelayTotals before;

  /**
   * The lines; what they count since the last time is counted anew.
   *
   * @param listed whether the newest consensus lists the relay
   * @param hibernating whether it takes nothing new for now
   */
  List<String> lines(Duration uptime, RelayTotals now, boolean listed, boolean hibernating) {
    List<String> lines = new ArrayList<>();
    if (!listed && !hibernating) {
      lines.add("Heartbeat: It seems like we are not in the cached consensus.");
    }
    LinkTotals links = now.links();
    StreamTraffic exited = now.exit().traffic();
    lines.add(
        ("Heartbeat: Tor's uptime is %s, with %d circuits open. I've sent %s and received %s."
                + " I've received %d connections on IPv4 and %d on IPv6."
                + " I've made %d connections with IPv4 and %d with IPv6.%s")
            .formatted(
                uptime(uptime),
                now.circuits().open(),
                amount(links.carried().bytesOut() + exited.bytesIn()),
                amount(links.carried().bytesIn() + exited.bytesOut()),
                links.of(new LinkTotals.Kind(false, false)).opened(),
                links.of(new LinkTotals.Kind(false, true)).opened(),
                links.of(new LinkTotals.Kind(true, false)).opened(),
                links.of(new LinkTotals.Kind(true, true)).opened(),
                hibernating ? " We are currently hibernating." : ""));
    lines.add(
        "Circuit handshake stats since last time: 0/0 TAP, %s NTor, %s NTor (v3)."
            .formatted(
                handshakes(now, HandshakeKind.NTOR), handshakes(now, HandshakeKind.NTOR_V3)));
    lines.add("DoS mitigation since startup: " + now.defence());
    before = now;
    return lines;
  }

  /** Those that were answered, and those that came. */
  private String handshakes(RelayTotals now, HandshakeKind kind) {
    RelayTotals last = before;
    long answered = now.cells().of(kind).answered();
    long dropped = now.cells().of(kind).dropped();
    if (last != null) {
      answered -= last.cells().of(kind).answered();
      dropped -= last.cells().of(kind).dropped();
    }
    return answered + "/" + (answered + dropped);
  }

  /** Days, where there are any, hours and minutes. */
  static String uptime(Duration uptime) {
    long days = uptime.toDays();
    String hours =
        String.format(Locale.ROOT, "%d:%02d hours", uptime.toHoursPart(), uptime.toMinutesPart());
    return days == 0 ? hours : days + (days == 1 ? " day " : " days ") + hours;
  }

  /** Bytes, by the unit that suits them. */
  static String amount(long bytes) {
    if (bytes < MEGABYTE) {
      return bytes / KILOBYTE + " kB";
    }
    return bytes < GIGABYTE
        ? String.format(Locale.ROOT, "%.2f MB", (double) bytes / MEGABYTE)
        : String.format(Locale.ROOT, "%.2f GB", (double) bytes / GIGABYTE);
  }
}
