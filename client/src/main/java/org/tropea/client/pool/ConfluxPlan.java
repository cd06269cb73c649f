package org.tropea.client.pool;

import java.util.List;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Parameters;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.message.ConfluxWish;

/**
 * How many conflux sets a client keeps, and how they are made: by the network's parameters, with C
 * tor's defaults and bounds (row F11). Immutable.
 *
 * @param ready sets that nobody has used yet, ready or under way; 0 where none are made
 * @param most sets that there may be, used ones too, when another is begun
 * @param legs of a set
 * @param launches circuits that may be begun for one set, until all its legs are there
 * @param queue bytes of a set that may wait for their turn
 */
record ConfluxPlan(int ready, int most, int legs, int launches, long queue, ConfluxWish wish) {
  /** Where the network is not known. */
  static final ConfluxPlan NONE = new ConfluxPlan(0, 0, 0, 0, 0, ConfluxWish.NO_OPINION);

  /**
   * Bytes of a set that may wait for their turn, where the network allows more: what a leg that is
   * three seconds behind keeps waiting at 10 MB/s.
   */
  private static final int MAX_QUEUE = 32 << 20;

  private static final int WHOLE = 10_000;

  static ConfluxPlan of(NetworkView view, ConfluxSettings settings) {
    Parameters parameters = view.parameters();
    Boolean told = settings.enabled();
    boolean wanted = told == null ? parameters.has(NetworkParameter.CFX_ENABLED) : told;
    int legs =
        Math.min(
            parameters.get(NetworkParameter.CFX_NUM_LEGS_SET),
            parameters.get(NetworkParameter.CFX_MAX_LEGS_SET));
    if (!wanted || legs == 0 || parameters.get(NetworkParameter.CC_ALG) == 0) {
      return NONE;
    }
    return new ConfluxPlan(
        ready(view.consensus().relays(), parameters),
        parameters.get(NetworkParameter.CFX_MAX_LINKED_SET),
        legs,
        legs + parameters.get(NetworkParameter.CFX_MAX_UNLINKED_LEG_RETRY),
        Math.min(MAX_QUEUE, parameters.get(NetworkParameter.CFX_MAX_OOOQ_BYTES)),
        settings.wish());
  }

  /** One alone where so few exits speak it that two sets would stand out. */
  private static int ready(List<RelayEntry> relays, Parameters parameters) {
    List<RelayEntry> exits =
        relays.stream()
            .filter(relay -> relay.has(RelayFlag.EXIT) && !relay.has(RelayFlag.BAD_EXIT))
            .toList();
    long speaking = exits.stream().filter(ConfluxPlan::speaks).count();
    int enough = parameters.get(NetworkParameter.CFX_LOW_EXIT_THRESHOLD);
    int most = parameters.get(NetworkParameter.CFX_MAX_PREBUILT_SET);
    if (speaking == 0) {
      return 0;
    }
    return speaking * WHOLE < (long) enough * exits.size() ? 1 : most;
  }

  private static boolean speaks(RelayEntry relay) {
    return relay.protocols().supports("Conflux", 1);
  }

  /** Whether sets may end at this exit. */
  static boolean endsAt(Relay exit) {
    return speaks(exit.entry()) && exit.asked() != null;
  }
}
