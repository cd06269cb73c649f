package org.tropea.authority.consensus;

import org.jspecify.annotations.Nullable;

/**
 * How clients weigh relays in each position, so that no kind of relay is used up by a position that
 * others could fill (dir-spec 3.8.3). Integers throughout: every authority must get the same.
 */
final class BandwidthWeights {
  private static final int MARGIN = 10;

  private final long g;
  private final long m;
  private final long e;
  private final long d;
  private final long t;
  private final long scale;
  private long wgg;
  private long wgd;
  private long wmg;
  private long wme;
  private long wmd;
  private long wee;
  private long wed;

  private BandwidthWeights(BandwidthTotals totals, long scale) {
    this.g = totals.guards;
    this.m = totals.middles;
    this.e = totals.exits;
    this.d = totals.both;
    this.t = totals.all;
    this.scale = scale;
  }

  /** The footer's line; null where no weights balance the network. */
  static @Nullable String line(BandwidthTotals totals, long scale) {
    BandwidthWeights weights = new BandwidthWeights(totals, scale);
    if (weights.g <= 0 || weights.m <= 0 || weights.e <= 0 || weights.d <= 0) {
      return null;
    }
    return weights.solve() ? weights.write() : null;
  }

  private boolean solve() {
    boolean exitsScarce = 3 * e < t;
    boolean guardsScarce = 3 * g < t;
    if (!exitsScarce && !guardsScarce) {
      return neitherScarce();
    }
    return (exitsScarce && guardsScarce) ? bothScarce() : oneScarce();
  }

  /** Case 1. */
  private boolean neitherScarce() {
    wgd = scale / 3;
    wed = scale / 3;
    wmd = scale / 3;
    wee = scale * (e + g + m) / (3 * e);
    wme = scale - wee;
    wmg = scale * (2 * g - e - m) / (3 * g);
    wgg = scale - wmg;
    return check() == Flaw.NONE;
  }

  /** Case 2: what is guard and exit at once goes where less is. */
  private boolean bothScarce() {
    if (Math.min(e, g) + d < Math.max(e, g)) {
      wgg = scale;
      wee = scale;
      wmg = 0;
      wme = 0;
      wmd = 0;
      wed = e < g ? scale : 0;
      wgd = e < g ? 0 : scale;
      return true;
    }
    wee = scale * (e - g + m) / e;
    wed = scale * (d - 2 * e + 4 * g - 2 * m) / (3 * d);
    wme = scale * (g - m) / e;
    wmg = 0;
    wgg = scale;
    wmd = (scale - wed) / 2;
    wgd = (scale - wed) / 2;
    if (check() == Flaw.NONE) {
      return true;
    }
    wgg = scale;
    wee = scale;
    wed = scale * (d - 2 * e + g + m) / (3 * d);
    wmd = Math.max(0, scale * (d - 2 * m + g + e) / (3 * d));
    wme = 0;
    wmg = 0;
    wgd = scale - wed - wmd;
    Flaw flaw = check();
    return flaw == Flaw.NONE || flaw == Flaw.MIDDLE_UNBALANCED;
  }

  /** Case 3. */
  private boolean oneScarce() {
    if (3 * (Math.min(e, g) + d) < t) {
      scarceEvenWithBoth();
      return true;
    }
    if (g < e) {
      wgg = scale;
      wgd = scale * (d - 2 * g + e + m) / (3 * d);
      wmg = 0;
      wee = scale * (e + m) / (2 * e);
      wme = scale - wee;
      wmd = (scale - wgd) / 2;
      wed = (scale - wgd) / 2;
    } else {
      wee = scale;
      wed = scale * (d - 2 * e + g + m) / (3 * d);
      wme = 0;
      wgg = scale * (g + m) / (2 * g);
      wmg = scale - wgg;
      wmd = (scale - wed) / 2;
      wgd = (scale - wed) / 2;
    }
    return check() == Flaw.NONE;
  }

  private void scarceEvenWithBoth() {
    wmd = 0;
    if (g < e) {
      wgg = scale;
      wgd = scale;
      wed = 0;
      wmg = 0;
      wme = e < m ? 0 : scale * (e - m) / (2 * e);
      wee = scale - wme;
    } else {
      wee = scale;
      wed = scale;
      wgd = 0;
      wme = 0;
      wmg = g < m ? 0 : scale * (g - m) / (2 * g);
      wgg = scale - wmg;
    }
  }

  private enum Flaw {
    NONE,
    MIDDLE_UNBALANCED,
    OTHER
  }

  private Flaw check() {
    boolean sums =
        near(wed + wmd + wgd, scale, MARGIN)
            && near(wmg + wgg, scale, MARGIN)
            && near(wme + wee, scale, MARGIN);
    for (long weight : new long[] {wgg, wgd, wmg, wme, wmd, wed, wee}) {
      sums &= weight >= 0 && weight <= scale;
    }
    long guards = wgg * g + wgd * d;
    if (!sums || !near(guards, wee * e + wed * d, MARGIN * t / 3)) {
      return Flaw.OTHER;
    }
    return near(guards, m * scale + wmd * d + wme * e + wmg * g, MARGIN * t / 3)
        ? Flaw.NONE
        : Flaw.MIDDLE_UNBALANCED;
  }

  private static boolean near(long a, long b, long margin) {
    return a - b >= 0 ? a - b <= margin : b - a <= margin;
  }

  private String write() {
    StringBuilder line = new StringBuilder("bandwidth-weights");
    Object[] weights = {
      "Wbd", wmd, "Wbe", wme, "Wbg", wmg, "Wbm", scale, "Wdb", scale, "Web", scale, "Wed", wed,
      "Wee", wee, "Weg", wed, "Wem", wee, "Wgb", scale, "Wgd", wgd, "Wgg", wgg, "Wgm", wgg, "Wmb",
      scale, "Wmd", wmd, "Wme", wme, "Wmg", wmg, "Wmm", scale
    };
    for (int i = 0; i < weights.length; i += 2) {
      line.append(' ').append(weights[i]).append('=').append(weights[i + 1]);
    }
    return line.append('\n').toString();
  }
}
