package org.tropea.directory.network;

import java.time.Duration;
import java.util.Map;
import org.tropea.protocol.flow.CellQueues;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.flow.PathKind;
import org.tropea.protocol.flow.RateParameters;
import org.tropea.protocol.flow.SendmeVersions;
import org.tropea.protocol.flow.VegasParameters;

/** How much may be sent on circuits, by the parameters of the network. */
public final class NetworkFlow {
  /** The least and the most that a cell holds of a stream, in bytes. */
  private static final int LEAST_DATA = 488;

  private static final int MOST_DATA = 498;

  private final Parameters parameters;

  private NetworkFlow(Parameters parameters) {
    this.parameters = parameters;
  }

  /** The rules for circuits that this node begins. */
  public static FlowRules atOrigin(Parameters parameters) {
    return new NetworkFlow(parameters).rules(true);
  }

  /** The rules for circuits that clients begin with this relay. */
  public static FlowRules atRelay(Parameters parameters) {
    return new NetworkFlow(parameters).rules(false);
  }

  /** How many cells may wait (row F12). */
  private CellQueues queues() {
    return new CellQueues(
        get(NetworkParameter.CIRC_MAX_CELL_QUEUE_SIZE),
        get(NetworkParameter.CIRC_MAX_CELL_QUEUE_SIZE_OUT),
        get(NetworkParameter.CELLQ_HIGH),
        get(NetworkParameter.CELLQ_LOW));
  }

  /** Which SENDMEs are for circuits (row F02). */
  private SendmeVersions sendmes() {
    return new SendmeVersions(
        get(NetworkParameter.SENDME_ACCEPT_MIN_VERSION),
        get(NetworkParameter.SENDME_EMIT_MIN_VERSION));
  }

  private FlowRules rules(boolean atOrigin) {
    return new FlowRules(
        queues(),
        sendmes(),
        get(NetworkParameter.CC_ALG) != 0,
        get(NetworkParameter.CC_SENDME_INC),
        Map.of(
            PathKind.EXIT,
            vegas(
                NetworkParameter.CC_SSCAP_EXIT,
                NetworkParameter.CC_VEGAS_GAMMA_EXIT,
                NetworkParameter.CC_VEGAS_ALPHA_EXIT,
                NetworkParameter.CC_VEGAS_BETA_EXIT,
                NetworkParameter.CC_VEGAS_DELTA_EXIT),
            PathKind.ONION,
            vegas(
                NetworkParameter.CC_SSCAP_ONION,
                NetworkParameter.CC_VEGAS_GAMMA_ONION,
                NetworkParameter.CC_VEGAS_ALPHA_ONION,
                NetworkParameter.CC_VEGAS_BETA_ONION,
                NetworkParameter.CC_VEGAS_DELTA_ONION),
            PathKind.SBWS,
            vegas(
                NetworkParameter.CC_SSCAP_SBWS,
                NetworkParameter.CC_VEGAS_GAMMA_SBWS,
                NetworkParameter.CC_VEGAS_ALPHA_SBWS,
                NetworkParameter.CC_VEGAS_BETA_SBWS,
                NetworkParameter.CC_VEGAS_DELTA_SBWS)),
        rates(atOrigin));
  }

  private VegasParameters vegas(
      NetworkParameter cap,
      NetworkParameter gamma,
      NetworkParameter alpha,
      NetworkParameter beta,
      NetworkParameter delta) {
    return new VegasParameters(
        new VegasParameters.Window(
            get(NetworkParameter.CC_CWND_INIT),
            get(NetworkParameter.CC_CWND_MIN),
            get(NetworkParameter.CC_CWND_MAX)),
        new VegasParameters.SlowStart(
            get(NetworkParameter.CC_CWND_INC_PCT_SS),
            get(cap),
            get(NetworkParameter.CC_SS_MAX),
            get(gamma)),
        new VegasParameters.Steady(
            get(NetworkParameter.CC_CWND_INC),
            get(NetworkParameter.CC_CWND_INC_RATE),
            get(alpha),
            get(beta),
            get(delta)),
        new VegasParameters.Fullness(
            get(NetworkParameter.CC_CWND_FULL_GAP),
            get(NetworkParameter.CC_CWND_FULL_MINPCT),
            parameters.has(NetworkParameter.CC_CWND_FULL_PER_CWND)),
        new VegasParameters.Smoothing(
            get(NetworkParameter.CC_EWMA_CWND_PCT),
            get(NetworkParameter.CC_EWMA_MAX),
            get(NetworkParameter.CC_EWMA_SS),
            get(NetworkParameter.CC_RTT_RESET_PCT)));
  }

  private RateParameters rates(boolean atOrigin) {
    int client = get(NetworkParameter.CC_XOFF_CLIENT) * LEAST_DATA;
    int exit = get(NetworkParameter.CC_XOFF_EXIT) * LEAST_DATA;
    return new RateParameters(
        atOrigin,
        atOrigin ? client : exit,
        atOrigin ? exit : client,
        get(NetworkParameter.CC_XON_RATE) * MOST_DATA,
        get(NetworkParameter.CC_XON_CHANGE_PCT),
        get(NetworkParameter.CC_XON_EWMA_CNT),
        Duration.ofMillis(get(NetworkParameter.CBTINITIALTIMEOUT)));
  }

  private int get(NetworkParameter parameter) {
    return parameters.get(parameter);
  }
}
