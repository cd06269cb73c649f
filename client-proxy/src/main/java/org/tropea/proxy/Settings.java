package org.tropea.proxy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.tropea.client.ClientSettings;
import org.tropea.onionservice.connect.ServiceSettings;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.request.Caution;

/**
 * What a client proxy can be told.
 *
 * @param requestTimeout how long a program may take over its request
 * @param services how onion services are reached
 */
public record Settings(
    ClientSettings client,
    List<ListenerSettings> listeners,
    Duration requestTimeout,
    Caution caution,
    AddressMap.Settings addresses,
    ServiceSettings services) {
  /** Keeps its own copy of the listeners. */
  public Settings {
    listeners = List.copyOf(listeners);
  }

  /** One without keys for onion services. */
  public Settings(
      ClientSettings client,
      List<ListenerSettings> listeners,
      Duration requestTimeout,
      Caution caution,
      AddressMap.Settings addresses) {
    this(client, listeners, requestTimeout, caution, addresses, ServiceSettings.of(client));
  }

  /** SOCKS ports without flags; port 0 means any free one. */
  public Settings(ClientSettings client, List<InetSocketAddress> socksPorts, Duration timeout) {
    this(
        client,
        socksPorts.stream().map(ListenerSettings::socks).toList(),
        timeout,
        Caution.USUAL.refusingInternal(client.internalAddresses().asTargets()),
        AddressMap.Settings.USUAL);
  }
}
