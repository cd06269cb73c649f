package org.tropea.protocol.flow;

/** What congestion control goes by where the network says nothing. */
public final class UsualVegas {
  private static final VegasParameters.Window WINDOW =
      new VegasParameters.Window(124, 124, Integer.MAX_VALUE);
  private static final VegasParameters.Fullness FULLNESS =
      new VegasParameters.Fullness(4, 25, true);
  private static final VegasParameters.Smoothing SMOOTHING =
      new VegasParameters.Smoothing(50, 10, 2, 100);

  /** Cells that a SENDME answers. */
  public static final int INCREMENT = 31;

  /** That of paths to an exit. */
  public static final VegasParameters EXIT =
      new VegasParameters(
          WINDOW,
          new VegasParameters.SlowStart(100, 600, 5000, 186),
          new VegasParameters.Steady(1, 31, 186, 248, 310),
          FULLNESS,
          SMOOTHING);

  static final VegasParameters ONION =
      new VegasParameters(
          WINDOW,
          new VegasParameters.SlowStart(100, 475, 5000, 248),
          new VegasParameters.Steady(1, 31, 186, 372, 434),
          FULLNESS,
          SMOOTHING);

  static final VegasParameters SBWS =
      new VegasParameters(
          WINDOW,
          new VegasParameters.SlowStart(100, 400, 5000, 124),
          new VegasParameters.Steady(1, 31, 93, 155, 248),
          FULLNESS,
          SMOOTHING);

  private UsualVegas() {}
}
