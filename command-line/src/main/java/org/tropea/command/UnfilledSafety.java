package org.tropea.command;

import java.util.List;

/**
 * Options that protect somebody and have no effect yet. To go on without one would do what the user
 * forbade, so a torrc that sets one is refused until it works. Whoever fills one moves it to the
 * group that reads it.
 */
final class UnfilledSafety {
  private static final String DIRECT = "connects to relays directly";
  private static final String OTHER_ADDRESS = "connects from whatever address the system chooses";
  private static final String ANY_RELAY = "takes relays that it says not to take";
  private static final String ANY_VOTE = "votes for relays that it says not to vote for";

  static final List<Option<?>> DECLARED =
      List.of(
          off("DisableNetwork", "connects to the network"),
          off("DormantOnFirstStartup", "connects to the network at once"),
          off("UseBridges", DIRECT),
          text("HTTPProxy", DIRECT),
          text("HTTPSProxy", DIRECT),
          text("Socks4Proxy", DIRECT),
          text("Socks5Proxy", DIRECT),
          text("TCPProxy", DIRECT),
          lines("OutboundBindAddress", OTHER_ADDRESS),
          lines("OutboundBindAddressOR", OTHER_ADDRESS),
          lines("OutboundBindAddressExit", OTHER_ADDRESS),
          lines("ReachableAddresses", "connects to addresses that it says not to connect to"),
          lines("ReachableORAddresses", "connects to addresses that it says not to connect to"),
          off("FascistFirewall", "connects to ports that it says not to connect to"),
          on("ClientUseIPv4", "connects over IPv4"),
          relays("EntryNodes", ANY_RELAY),
          lines("NodeFamily", "takes several relays of one family for a circuit"),
          off("__AllDirActionsPrivate", "asks directories without a circuit"),
          off("__LeaveStreamsUnattached", "chooses circuits for streams itself"),
          off("BridgeRelay", "publishes the bridge as a public relay"),
          off("OfflineMasterKey", "makes and keeps a master key on this machine"),
          lines("MyFamily", "lets clients take several relays of one operator for a circuit"),
          lines("FamilyId", "lets clients take several relays of one operator for a circuit"),
          countries("AuthDirRejectCCs"),
          countries("AuthDirInvalidCCs"),
          countries("AuthDirBadExitCCs"),
          countries("AuthDirMiddleOnlyCCs"));

  private UnfilledSafety() {}

  /** A switch that exposes nobody while it is off. */
  private static Option<?> off(String name, String loss) {
    return declared(name, OptionType.BOOLEAN, loss).otherwise("0");
  }

  /** A switch that exposes nobody while it is on. */
  private static Option<?> on(String name, String loss) {
    return declared(name, OptionType.BOOLEAN, loss).otherwise("1");
  }

  private static Option<?> text(String name, String loss) {
    return declared(name, OptionType.STRING, loss);
  }

  private static Option<?> relays(String name, String loss) {
    return declared(name, OptionType.RELAYS, loss);
  }

  private static Option<?> lines(String name, String loss) {
    return declared(name, OptionType.LINES, loss);
  }

  private static Option<?> commaList(String name, String loss) {
    return declared(name, OptionType.COMMA_LIST, loss).otherwise("");
  }

  private static Option<?> countries(String name) {
    return commaList(name, ANY_VOTE);
  }

  private static <T> Option<T> declared(String name, OptionType<T> type, String loss) {
    return Option.of(name, type, "without it, Tropea " + loss).exposing(loss);
  }
}
