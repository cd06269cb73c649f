package org.tropea.control.information;

import org.tropea.control.status.ClientStatus;

/** What can be asked of what a client does. */
public final class StatusInformation {
  private StatusInformation() {}

  /** Adds the keys. */
  public static void addTo(Information information, ClientStatus status) {
    information
        .key("circuit-status", "List of current circuits originating here.", status::circuits)
        .key("stream-status", "List of current streams.", status::streams)
        .key("orconn-status", "A list of current OR connections.", status::links)
        .key(
            "status/circuit-established",
            "Whether we think client functionality is working.",
            () -> bit(status.isEstablished()))
        .key(
            "status/enough-dir-info",
            "Whether we have enough up-to-date directory information to build circuits.",
            () -> bit(status.knowsEnough()))
        .key(
            "network-liveness",
            "Current opinion on whether the network is live",
            () -> status.isEstablished() ? "up" : "down")
        .key("status/version/current", "Status of the current version.", () -> "unknown")
        .key("status/version/recommended", "List of currently recommended versions.", () -> "?")
        .key(
            "status/bootstrap-phase",
            "The last bootstrap phase status event that Tor sent.",
            status::phase);
  }

  private static String bit(boolean set) {
    return set ? "1" : "0";
  }
}
