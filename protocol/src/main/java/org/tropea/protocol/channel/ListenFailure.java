package org.tropea.protocol.channel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * A port of this node could not be opened. The message names the port, the cause and the remedy,
 * but no address.
 */
public final class ListenFailure extends IOException {
  private static final long serialVersionUID = 1;
  private static final int FIRST_FREE_FOR_ALL = 1024;

  private ListenFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * What to tell the user of it. Blocks for an instant.
   *
   * @param option the option that names the port, such as {@code ORPort}
   * @param cause what Java said; in English, or in whatever language the system speaks
   */
  public static ListenFailure of(
      String option, InetSocketAddress address, @Nullable Throwable cause) {
    return new ListenFailure(
        "cannot listen on " + option + " " + address.getPort() + ": " + why(address, cause), cause);
  }

  private static String why(InetSocketAddress address, @Nullable Throwable cause) {
    String said = cause == null || cause.getMessage() == null ? "" : cause.getMessage();
    if (said.contains("in use")) {
      return "another program listens there; end it, or choose another port";
    }
    if (said.contains("ermission denied") || said.contains("not permitted")) {
      return address.getPort() < FIRST_FREE_FOR_ALL
          ? "this user may not open ports below 1024; choose a higher one and have the system"
              + " forward it, or give Java the capability CAP_NET_BIND_SERVICE"
          : "the system does not let this user; look for what restrains it, such as SELinux, or"
              + " choose another port";
    }
    if (!isOfThisMachine(address.getAddress())) {
      return "this machine does not have that address; name one of its own, or only the port";
    }
    // The system's words hold the address behind a colon, where they hold one.
    String words = said.replaceFirst(": .*", "");
    return "the system says '" + words + "'; choose another port if it is in use";
  }

  private static boolean isOfThisMachine(InetAddress address) {
    try (ServerSocket any = new ServerSocket(0, 1, address)) {
      return any.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
