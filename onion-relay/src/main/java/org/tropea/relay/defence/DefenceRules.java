package org.tropea.relay.defence;

import java.util.Map;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;

/**
 * Who is refused what, and when (row R12). Immutable.
 *
 * @param streams which BEGINs and RESOLVEs a circuit may send
 * @param directories which BEGIN_DIRs
 */
public record DefenceRules(
    Circuits circuits, Connections connections, Streams streams, Streams directories) {
  /**
   * Of the circuits that the clients of one address make (row R10).
   *
   * @param minConnections with fewer links nobody is marked for its circuits
   * @param rate circuits a second
   * @param burst circuits at once
   * @param refuses whether those that are marked are refused, or only counted
   * @param seconds how long a mark lasts, and up to half as long again
   * @param maxOverflows how many circuits may end because too much waits to go on; 0 for any number
   */
  public record Circuits(
      boolean enabled,
      int minConnections,
      int rate,
      int burst,
      boolean refuses,
      int seconds,
      int maxOverflows) {}

  /**
   * Of the links that come from one address (row R11).
   *
   * @param most with more than so many there it gets no other
   * @param rate links a second
   * @param burst links at once
   * @param closes whether those above it are closed, or only counted
   * @param seconds how long a mark lasts, and up to half as long again
   */
  public record Connections(
      boolean enabled, int most, int rate, int burst, boolean closes, int seconds) {}

  /**
   * Of the streams that begin on one circuit (row X11).
   *
   * @param rate streams a second
   * @param burst streams at once
   * @param answer to those above it
   */
  public record Streams(boolean enabled, int rate, int burst, StreamLimit.Answer answer) {}

  /** What the network says while no consensus is held (case link-26): what it said last. */
  private static final Parameters UNTIL_A_CONSENSUS =
      new Parameters(
          Map.of(
              NetworkParameter.DOS_CIRCUIT_CREATION_ENABLED.word(), 1,
              NetworkParameter.DOS_CONNECTION_ENABLED.word(), 1));

  /**
   * Where no consensus is held, and so nothing is known of anybody: C tor's figures, switched on as
   * the public network has them; in a test network, whose nodes share an address, they are off.
   */
  static DefenceRules withoutConsensus(boolean testNetwork, Map<NetworkParameter, Integer> told) {
    return of(testNetwork ? Parameters.NONE : UNTIL_A_CONSENSUS, told);
  }

  /** By the network's parameters, but for those that the operator has {@code told}. */
  static DefenceRules of(Parameters network, Map<NetworkParameter, Integer> told) {
    Source from = new Source(network, told);
    return new DefenceRules(
        new Circuits(
            from.has(NetworkParameter.DOS_CIRCUIT_CREATION_ENABLED),
            from.get(NetworkParameter.DOS_CIRCUIT_CREATION_MIN_CONNECTIONS),
            from.get(NetworkParameter.DOS_CIRCUIT_CREATION_RATE),
            from.get(NetworkParameter.DOS_CIRCUIT_CREATION_BURST),
            from.get(NetworkParameter.DOS_CIRCUIT_CREATION_DEFENSE_TYPE) > 1,
            from.get(NetworkParameter.DOS_CIRCUIT_CREATION_DEFENSE_TIME_PERIOD),
            from.get(NetworkParameter.DOS_NUM_CIRC_MAX_OUTQ)),
        new Connections(
            from.has(NetworkParameter.DOS_CONNECTION_ENABLED),
            from.get(NetworkParameter.DOS_CONNECTION_MAX_CONCURRENT_COUNT),
            from.get(NetworkParameter.DOS_CONNECTION_CONNECT_RATE),
            from.get(NetworkParameter.DOS_CONNECTION_CONNECT_BURST),
            from.get(NetworkParameter.DOS_CONNECTION_DEFENSE_TYPE) > 1,
            from.get(NetworkParameter.DOS_CONNECTION_CONNECT_DEFENSE_TIME_PERIOD)),
        new Streams(
            from.has(NetworkParameter.DOS_STREAM_CREATION_ENABLED),
            from.get(NetworkParameter.DOS_STREAM_CREATION_RATE),
            from.get(NetworkParameter.DOS_STREAM_CREATION_BURST),
            from.answer(NetworkParameter.DOS_STREAM_CREATION_DEFENSE_TYPE)),
        new Streams(
            from.has(NetworkParameter.DOS_BEGIN_DIR_RATE_ENABLED),
            from.get(NetworkParameter.DOS_BEGIN_DIR_RATE),
            from.get(NetworkParameter.DOS_BEGIN_DIR_BURST),
            from.answer(NetworkParameter.DOS_BEGIN_DIR_DEFENSE_TYPE)));
  }

  /** Where the figures come from. */
  private record Source(Parameters network, Map<NetworkParameter, Integer> told) {
    /** The bounds are the network's: the operator may go beyond them, as at C tor. */
    int get(NetworkParameter parameter) {
      Integer own = told.get(parameter);
      return own == null ? network.get(parameter) : own;
    }

    boolean has(NetworkParameter parameter) {
      return get(parameter) == 1;
    }

    StreamLimit.Answer answer(NetworkParameter type) {
      return switch (get(type)) {
        case 1 -> StreamLimit.Answer.TAKE;
        case 2 -> StreamLimit.Answer.REFUSE;
        default -> StreamLimit.Answer.CLOSE;
      };
    }
  }
}
