package org.tropea.command;

import java.util.ArrayList;
import java.util.List;
import org.tropea.client.path.PathRules;

/** What a torrc says of the paths of a client (rows P06, P08 and P09). */
final class PathOptions {
  private static final int MOST_PORT = 65_535;

  static final Option<List<String>> LONG_LIVED_PORTS =
      Option.of(
              "LongLivedPorts",
              OptionType.COMMA_LIST,
              "ports whose conversations last, and are led by stable relays")
          .otherwise("21,22,706,1863,5050,5190,5222,5223,6523,6667,6697,8300");

  static final List<Option<?>> DECLARED = List.of(LONG_LIVED_PORTS);

  private PathOptions() {}

  /** The rules of a client's paths. */
  static PathRules read(Torrc torrc) throws CannotStart {
    return new PathRules(torrc.value(Limits.ENFORCE_DISTINCT_SUBNETS), ports(torrc));
  }

  private static List<Integer> ports(Torrc torrc) throws CannotStart {
    List<Integer> ports = new ArrayList<>();
    for (String word : torrc.value(LONG_LIVED_PORTS)) {
      int port = word.matches("[0-9]{1,5}") ? Integer.parseInt(word) : 0;
      if (port < 1 || port > MOST_PORT) {
        throw torrc
            .line(LONG_LIVED_PORTS)
            .orElseThrow()
            .refused("LongLivedPorts takes ports from 1 to 65535, with commas between them");
      }
      ports.add(port);
    }
    return ports;
  }
}
