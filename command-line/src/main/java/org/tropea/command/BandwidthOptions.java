package org.tropea.command;

import org.jspecify.annotations.Nullable;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.protocol.rate.Rate;
import org.tropea.relay.Bandwidth;

/** How many bytes a second a relay may read, and again write (row F15). */
final class BandwidthOptions {

  /** C tor's least of a relay. */
  private static final long LEAST = 75 * 1024;

  static final Option<Long> RATE = bytes("BandwidthRate");
  static final Option<Long> BURST = bytes("BandwidthBurst");
  static final Option<Long> RELAY_RATE = bytes("RelayBandwidthRate");
  static final Option<Long> RELAY_BURST = bytes("RelayBandwidthBurst");
  static final Option<Long> PER_LINK_RATE = bytes("PerConnBWRate");
  static final Option<Long> PER_LINK_BURST = bytes("PerConnBWBurst");
  static final Option<Boolean> COUNT_PRIVATE =
      Option.of("CountPrivateBandwidth", OptionType.BOOLEAN);
  static final Option<Long> MAX_ADVERTISED = bytes("MaxAdvertisedBandwidth");

  private BandwidthOptions() {}

  /** Reads them for a relay; what C tor refuses is refused. */
  static Bandwidth read(Torrc torrc) throws OptionException {
    Rate relayed = relayed(torrc);
    long rate = atLeast(torrc, RATE, LEAST);
    long burst = torrc.value(BURST);
    if (relayed != null) {
      // As C tor, where one was left at its default.
      rate = Math.max(rate, relayed.perSecond());
      burst = Math.max(burst, relayed.burst());
    }
    if (rate > burst) {
      throw refused(torrc, BURST, RATE, "BandwidthBurst must be at least BandwidthRate");
    }
    return new Bandwidth(
        new Rate(rate, burst),
        relayed,
        torrc.value(PER_LINK_RATE),
        torrc.value(PER_LINK_BURST),
        torrc.value(COUNT_PRIVATE),
        atLeast(torrc, MAX_ADVERTISED, LEAST / 2));
  }

  private static @Nullable Rate relayed(Torrc torrc) throws OptionException {
    long rate = torrc.value(RELAY_RATE);
    long burst = torrc.value(RELAY_BURST);
    if (rate == 0 && burst == 0) {
      return null;
    }
    if (rate > 0) {
      atLeast(torrc, RELAY_RATE, LEAST);
    } else {
      rate = burst;
    }
    if (burst > 0 && rate > burst) {
      throw refused(
          torrc,
          RELAY_BURST,
          RELAY_RATE,
          "RelayBandwidthBurst must be at least RelayBandwidthRate");
    }
    return new Rate(rate, burst == 0 ? rate : burst);
  }

  private static long atLeast(Torrc torrc, Option<Long> option, long least) throws OptionException {
    long value = torrc.value(option);
    if (value < least) {
      throw torrc
          .line(option)
          .orElseThrow()
          .refused("%s of a relay must be at least %d bytes".formatted(option.name(), least));
    }
    return value;
  }

  private static OptionException refused(
      Torrc torrc, Option<Long> one, Option<Long> other, String why) throws OptionException {
    return torrc.line(one).or(() -> torrc.line(other)).orElseThrow().refused(why);
  }

  private static Option<Long> bytes(String name) {
    return Option.of(name, OptionType.BYTES);
  }
}
