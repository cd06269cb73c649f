package org.tropea.control.status;

import java.util.Optional;
import java.util.function.Supplier;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.network.NetworkView;

/**
 * How controllers are told of a relay: {@code $FINGERPRINT~nickname}, or without the nickname where
 * the network does not list it. Any thread.
 *
 * @param network what is known of the network; empty until anything is
 */
public record RelayNames(Supplier<Optional<NetworkView>> network) {
  /** The relay's long name. */
  public String of(RsaIdentity relay) {
    String fingerprint = "$" + relay.toHex();
    return network
        .get()
        .flatMap(view -> view.relay(relay))
        .map(each -> of(each.entry()))
        .orElse(fingerprint);
  }

  /** The long name of a relay that the network lists. */
  public static String of(RelayEntry entry) {
    return "$" + entry.identity().toHex() + "~" + entry.nickname();
  }
}
