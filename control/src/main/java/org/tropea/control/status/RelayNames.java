package org.tropea.control.status;

import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Predicate;
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
  private static final int IDENTITY_DIGITS = 40;

  /** The relay's long name. */
  public String of(RsaIdentity relay) {
    String fingerprint = "$" + relay.toHex();
    return network
        .get()
        .flatMap(view -> view.relay(relay))
        .map(each -> of(each.entry()))
        .orElse(fingerprint);
  }

  /** A relay that the network lists, by its nickname or fingerprint. */
  public Optional<RelayEntry> find(String name) {
    Optional<RelayEntry> known = findByFingerprint(name);
    return known.isPresent() ? known : first(entry -> entry.nickname().equalsIgnoreCase(name));
  }

  /** A relay by its fingerprint, with whatever C tor lets stand around it. */
  public Optional<RelayEntry> findByFingerprint(String name) {
    String digits = name.startsWith("$") ? name.substring(1) : name;
    if (digits.length() > IDENTITY_DIGITS && "=~".indexOf(digits.charAt(IDENTITY_DIGITS)) >= 0) {
      digits = digits.substring(0, IDENTITY_DIGITS);
    }
    if (!digits.matches("[0-9A-Fa-f]{" + IDENTITY_DIGITS + "}")) {
      return Optional.empty();
    }
    RsaIdentity identity = RsaIdentity.of(HexFormat.of().parseHex(digits));
    return first(entry -> entry.identity().equals(identity));
  }

  private Optional<RelayEntry> first(Predicate<RelayEntry> wanted) {
    return network
        .get()
        .flatMap(view -> view.consensus().relays().stream().filter(wanted).findFirst());
  }

  /** The long name of a relay that the network lists. */
  public static String of(RelayEntry entry) {
    return "$" + entry.identity().toHex() + "~" + entry.nickname();
  }
}
