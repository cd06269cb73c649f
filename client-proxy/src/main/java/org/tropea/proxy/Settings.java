package org.tropea.proxy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.tropea.client.ClientSettings;

/**
 * What a client proxy can be told.
 *
 * @param socksPorts where it listens; port 0 means any free one
 * @param socksTimeout how long a program may take over its SOCKS request
 */
public record Settings(
    ClientSettings client, List<InetSocketAddress> socksPorts, Duration socksTimeout) {
  /** Keeps its own copy of the ports. */
  public Settings {
    socksPorts = List.copyOf(socksPorts);
  }
}
