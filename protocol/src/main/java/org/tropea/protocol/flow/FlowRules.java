package org.tropea.protocol.flow;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How much may be sent on circuits, as the network says it now. Immutable.
 *
 * @param queues how many cells may wait
 * @param sendmes which SENDMEs are for now
 * @param congestionControl whether a relay grants it to whoever asks
 * @param increment cells that a SENDME answers under congestion control, 1 to 254
 * @param windows for each kind of path
 */
public record FlowRules(
    CellQueues queues,
    SendmeVersions sendmes,
    boolean congestionControl,
    int increment,
    Map<PathKind, VegasParameters> windows,
    RateParameters streams) {
  private static final RateParameters UNUSED =
      new RateParameters(false, 0, 0, 0, 0, 2, Duration.ZERO);

  /** Where the network is not known: fixed windows for all, and the usual SENDMEs. */
  public static final FlowRules UNKNOWN =
      new FlowRules(CellQueues.USUAL, SendmeVersions.USUAL, false, 0, Map.of(), UNUSED);

  /** Keeps its own copy. */
  public FlowRules {
    windows = Map.copyOf(windows);
  }

  /** The same, with all versions of SENDMEs taken: for circuits that only old clients make. */
  public FlowRules acceptingAllSendmes() {
    return with(sendmes.acceptingAll());
  }

  /** The same with these SENDMEs. */
  public FlowRules with(SendmeVersions others) {
    return new FlowRules(queues, others, congestionControl, increment, windows, streams);
  }

  /**
   * Whether a client takes a hop that wants a SENDME for so many cells: as C tor, no more than one
   * beside what the network says.
   */
  public boolean takesIncrement(int wanted) {
    return wanted > 0 && Math.abs(wanted - increment) <= 1;
  }

  /** Fixed windows, whose SENDMEs are those of the rules of then. */
  public static CircuitFlow fixedWindows(Supplier<FlowRules> rules) {
    return CircuitFlow.fixedWindows(() -> rules.get().sendmes());
  }

  /**
   * Congestion control by these rules, for a path of this {@code kind}.
   *
   * @param agreed cells that a SENDME answers
   * @param later the rules of later, as for the SENDMEs that come then
   */
  public CircuitFlow congestionControl(PathKind kind, int agreed, Supplier<FlowRules> later) {
    VegasParameters window = windows.get(kind);
    if (window == null) {
      throw new IllegalStateException("no window for a kind of path");
    }
    return CircuitFlow.congestionControl(
        new CongestionParameters(agreed, window, streams), () -> later.get().sendmes());
  }
}
