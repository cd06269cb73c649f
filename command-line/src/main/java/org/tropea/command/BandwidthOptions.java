package org.tropea.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.rate.Rate;
import org.tropea.relay.Bandwidth;

/** How many bytes a second a relay may read, and again write (row F15). */
final class BandwidthOptions {
  private static final String GIGABYTE = "1 GB";
  private static final String NONE = "0";
  private static final String AS_THE_NETWORK = "as the consensus says";

  /** C tor's least of a relay. */
  private static final long LEAST = 75 * 1024;

  static final Option<Long> RATE =
      bytes(
          "BandwidthRate",
          GIGABYTE,
          "bytes a second that a relay reads, and again writes; no less than 75 KB; 1 GB is no"
              + " limit. Private addresses are not counted");

  static final Option<Long> BURST =
      bytes(
          "BandwidthBurst", GIGABYTE, "bytes at once after a pause; no less than `BandwidthRate`");

  static final Option<Long> RELAY_RATE =
      bytes("RelayBandwidthRate", NONE, "the same for its links alone").shownAs("`BandwidthRate`");

  static final Option<Long> RELAY_BURST =
      bytes("RelayBandwidthBurst", NONE, "bytes at once on its links")
          .shownAs("`RelayBandwidthRate`");

  static final Option<Long> PER_LINK_RATE =
      bytes(
              "PerConnBWRate",
              NONE,
              "the same for each link of a client, or of a relay that no consensus lists")
          .shownAs(AS_THE_NETWORK);

  static final Option<Long> PER_LINK_BURST =
      bytes("PerConnBWBurst", NONE, "bytes at once on such a link").shownAs(AS_THE_NETWORK);

  static final Option<Boolean> COUNT_PRIVATE =
      Option.of(
              "CountPrivateBandwidth",
              OptionType.BOOLEAN,
              "whether connections with private addresses are held to these rates too")
          .otherwise("0")
          .inTests("1");

  static final Option<Long> MAX_ADVERTISED =
      bytes(
          "MaxAdvertisedBandwidth",
          GIGABYTE,
          "what a relay says at most of its rate; no less than 37.5 KB");

  static final List<Option<?>> DECLARED =
      List.of(
          RATE,
          BURST,
          RELAY_RATE,
          RELAY_BURST,
          PER_LINK_RATE,
          PER_LINK_BURST,
          COUNT_PRIVATE,
          MAX_ADVERTISED);

  private BandwidthOptions() {}

  /** Reads them for a relay; what C tor refuses is refused. */
  static Bandwidth read(Torrc torrc) throws CannotStart {
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

  private static @Nullable Rate relayed(Torrc torrc) throws CannotStart {
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

  private static long atLeast(Torrc torrc, Option<Long> option, long least) throws CannotStart {
    long value = torrc.value(option);
    if (value < least) {
      throw torrc
          .line(option)
          .orElseThrow()
          .refused("%s of a relay must be at least %d bytes".formatted(option.name(), least));
    }
    return value;
  }

  private static CannotStart refused(Torrc torrc, Option<Long> one, Option<Long> other, String why)
      throws CannotStart {
    return torrc.line(one).or(() -> torrc.line(other)).orElseThrow().refused(why);
  }

  private static Option<Long> bytes(String name, String initial, String purpose) {
    return Option.of(name, OptionType.BYTES, purpose)
        .otherwise(initial)
        .within(new Option.Bounds<>(0L, (long) Integer.MAX_VALUE, Long::compare));
  }
}
