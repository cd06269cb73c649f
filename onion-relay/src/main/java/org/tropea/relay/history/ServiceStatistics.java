package org.tropea.relay.history;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.tropea.directory.text.IsoTime;

/**
 * How much a relay did for onion services, as it is published: rounded up, and with noise by
 * Laplace, so that no single service shows (dir-spec 2.1.2, {@code hidserv-v3-stats-end}).
 */
final class ServiceStatistics {
  static final String KEYWORD = "hidserv-v3-stats-end";

  private static final int CELLS_DELTA = 2048;
  private static final int CELLS_BIN = 1024;
  private static final int SERVICES_DELTA = 8;
  private static final int SERVICES_BIN = 8;
  private static final double EPSILON = 0.3;

  private ServiceStatistics() {}

  /**
   * The lines.
   *
   * @param cells relay cells that passed between circuits that met
   * @param services whose descriptors were uploaded
   * @param random of which noise is made
   */
  static List<String> lines(
      Instant end, long seconds, long cells, long services, RandomGenerator random) {
    return List.of(
        "%s %s (%d s)".formatted(KEYWORD, IsoTime.write(end), seconds),
        line("hidserv-rend-v3-relayed-cells", cells, CELLS_DELTA, CELLS_BIN, random),
        line("hidserv-dir-v3-onions-seen", services, SERVICES_DELTA, SERVICES_BIN, random));
  }

  private static String line(
      String keyword, long count, int delta, int bin, RandomGenerator random) {
    return String.format(
        Locale.ROOT,
        "%s %d delta_f=%d epsilon=%.2f bin_size=%d",
        keyword,
        RoundedUp.of(count, bin) + noise(delta / EPSILON, random.nextDouble()),
        delta,
        EPSILON,
        bin);
  }

  /** The value at {@code p} of Laplace's distribution around zero of the scale {@code b}. */
  static long noise(double b, double p) {
    if (p <= 0) {
      return -Long.MAX_VALUE / 2;
    }
    return (long) (-b * Math.signum(p - 0.5) * Math.log(1 - 2 * Math.abs(p - 0.5)));
  }
}
