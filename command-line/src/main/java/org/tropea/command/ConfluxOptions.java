package org.tropea.command;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.protocol.message.ConfluxWish;

/** What a torrc says of conflux sets, as C tor reads it (rows F10 and F11). */
final class ConfluxOptions {
  static final Option<Optional<Boolean>> ENABLED =
      Option.of("ConfluxEnabled", OptionType.BOOLEAN_OR_AUTO);

  static final Option<String> CLIENT_UX = Option.of("ConfluxClientUX", OptionType.STRING);

  private ConfluxOptions() {}

  /** What a client does. */
  static ConfluxSettings read(Torrc torrc) throws OptionException {
    ConfluxWish wish =
        switch (torrc.value(CLIENT_UX)) {
          case "throughput" -> ConfluxWish.HIGH_THROUGHPUT;
          case "latency" -> ConfluxWish.MIN_LATENCY;
          case "throughput_lowmem" -> ConfluxWish.LOW_MEMORY_THROUGHPUT;
          case "latency_lowmem" -> ConfluxWish.LOW_MEMORY_LATENCY;
          default ->
              throw torrc
                  .line(CLIENT_UX)
                  .orElseThrow()
                  .refused(
                      "ConfluxClientUX is none that there is; write throughput, latency,"
                          + " throughput_lowmem or latency_lowmem");
        };
    return new ConfluxSettings(torrc.value(ENABLED).orElse(null), wish);
  }

  /** What a relay goes by, whatever the network says. */
  static Map<NetworkParameter, Integer> parameters(Torrc torrc, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    Optional<Boolean> enabled = torrc.value(ENABLED);
    if (enabled.isEmpty()) {
      return Map.of();
    }
    if (!enabled.get()) {
      warn.accept(
          torrc.line(ENABLED).orElseThrow(),
          "ConfluxEnabled is 0 at a relay; clients expect exits to link circuits, and authorities"
              + " may come to reject one that does not");
    }
    return Map.of(NetworkParameter.CFX_ENABLED, enabled.get() ? 1 : 0);
  }
}
