package org.tropea.command;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;

/**
 * Where Prometheus asks (row M04).
 *
 * @param addresses where it asks; empty for nowhere
 * @param admits who may ask: nobody, unless the torrc says so
 */
record MetricsOptions(List<InetSocketAddress> addresses, Predicate<InetAddress> admits) {
  static final Option<TorrcLine> METRICS_PORT = Option.of("MetricsPort", OptionType.DEPENDENT);

  static final Option<TorrcLine> METRICS_PORT_POLICY =
      Option.of("MetricsPortPolicy", OptionType.LINES);

  private static final String FORMAT = "prometheus";

  /** Keeps its own copy. */
  MetricsOptions {
    addresses = List.copyOf(addresses);
  }

  /** Reads them. */
  static MetricsOptions read(Torrc torrc, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (TorrcLine line : ListenLine.all(torrc, METRICS_PORT)) {
      String[] words = line.value().strip().split("\\s+", -1);
      if (words[0].equals("0")) {
        continue;
      }
      if (words.length > 2 || (words.length == 2 && !words[1].equals(FORMAT))) {
        throw line.refused("MetricsPort knows no other format than " + FORMAT + "; write that");
      }
      ListenAddress address = ListenAddress.of(line, words[0]);
      if (!address.isLocal()) {
        warn.accept(
            line,
            "MetricsPort is open to other machines; whoever MetricsPortPolicy accepts can see what"
                + " this node does, which endangers its users");
      }
      addresses.add(address.address());
    }
    List<TorrcLine> policy = torrc.lines(METRICS_PORT_POLICY);
    if (!addresses.isEmpty() && policy.isEmpty()) {
      warn.accept(
          ListenLine.all(torrc, METRICS_PORT).get(0),
          "MetricsPort answers nobody without MetricsPortPolicy; add such as MetricsPortPolicy"
              + " accept 127.0.0.1");
    }
    return new MetricsOptions(addresses, AddressPolicy.read(policy, "reject *:*"));
  }
}
