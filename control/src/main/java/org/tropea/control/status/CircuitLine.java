package org.tropea.control.status;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.tropea.protocol.circuit.CircuitFacts;
import org.tropea.protocol.circuit.CircuitPurpose;

/**
 * A circuit of this node as controllers are told of it. Immutable.
 *
 * @param hops how many relays it passes so far
 * @param linked whether it is a leg of a conflux set
 */
record CircuitLine(CircuitFacts facts, Instant created, int hops, boolean linked) {
  boolean isBuilt() {
    return hops >= facts.path().size();
  }

  /** What it is doing, as GETINFO says it. */
  String state() {
    return isBuilt() ? "BUILT" : hops > 0 ? "EXTENDED" : "LAUNCHED";
  }

  /** The same in parts. */
  CircuitView view() {
    return new CircuitView(
        facts.number(),
        state(),
        purpose(),
        created,
        facts.path().stream().limit(hops).map(relay -> relay.rsaIdentity()).toList());
  }

  /** What follows its number and its state. */
  String described(RelayNames names) {
    String path =
        facts.path().stream()
            .limit(hops)
            .map(relay -> names.of(relay.rsaIdentity()))
            .collect(Collectors.joining(","));
    return (path.isEmpty() ? "" : path + " ")
        + "BUILD_FLAGS="
        + String.join(",", flags())
        + " PURPOSE="
        + purpose()
        + serviceState()
        + " TIME_CREATED="
        + ControlTime.microseconds(created);
  }

  private List<String> flags() {
    return switch (facts.purpose()) {
      case DIRECTORY -> List.of("ONEHOP_TUNNEL", "IS_INTERNAL", "NEED_CAPACITY");
      case GENERAL, CONTROLLED, CONFLUX -> List.of("NEED_CAPACITY");
      case INTERNAL -> List.of("IS_INTERNAL", "NEED_CAPACITY", "NEED_UPTIME");
      default -> List.of("IS_INTERNAL", "NEED_CAPACITY");
    };
  }

  private String purpose() {
    return linked && facts.purpose() == CircuitPurpose.CONFLUX
        ? "CONFLUX_LINKED"
        : word(facts.purpose());
  }

  /** C tor's word for it. */
  static String word(CircuitPurpose purpose) {
    return switch (purpose) {
      case CONFLUX -> "CONFLUX_UNLINKED";
      case CONTROLLED -> "CONTROLLER";
      case INTERNAL -> "HS_VANGUARDS";
      case SERVICE_DIRECTORY -> "HS_CLIENT_HSDIR";
      case INTRODUCTION -> "HS_CLIENT_INTRO";
      case RENDEZVOUS -> "HS_CLIENT_REND";
      default -> "GENERAL";
    };
  }

  private String serviceState() {
    CircuitPurpose purpose = facts.purpose();
    return switch (purpose) {
      case SERVICE_DIRECTORY, INTRODUCTION -> " HS_STATE=HSCI_CONNECTING";
      case RENDEZVOUS -> " HS_STATE=HSCR_CONNECTING";
      default -> "";
    };
  }
}
