package org.tropea.command;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of this machine. */
final class LocalInterfaces {
  private static final Logger log = LoggerFactory.getLogger(LocalInterfaces.class);

  private LocalInterfaces() {}

  /** All of them; none where the system does not tell. */
  static List<InetAddress> addresses() {
    try {
      return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList();
    } catch (SocketException e) {
      log.warn("The addresses of this machine cannot be listed, so they are not refused");
      return List.of();
    }
  }
}
