package org.tropea.control.information;

import java.util.Optional;
import org.tropea.control.protocol.CommandException;

/**
 * What always has the same answer, since it is C tor's default, or since nothing here can bring
 * about another: no accounting, no sleep, no GeoIP for clients, no service of this control port.
 */
public final class SettledInformation {
  private static final String NEVER = "1970-01-01 00:00:00";

  private static final String DEFAULT_POLICY =
      "reject *:25,reject *:119,reject *:135-139,reject *:445,reject *:563,reject *:1214,"
          + "reject *:4661-4666,reject *:6346-6429,reject *:6699,reject *:6881-6999,accept *:*";

  private static final String PRIVATE_POLICY =
      "reject 0.0.0.0/8:*,reject 169.254.0.0/16:*,reject 127.0.0.0/8:*,reject 192.168.0.0/16:*,"
          + "reject 10.0.0.0/8:*,reject 172.16.0.0/12:*,reject [::]/8:*,reject [fc00::]/7:*,"
          + "reject [fe80::]/10:*,reject [fec0::]/10:*,reject [ff00::]/8:*,reject [::]/127:*";

  private SettledInformation() {}

  /** Adds the keys. */
  public static void addTo(Information information) {
    information
        .key("dormant", "Is Tor dormant (not building circuits because it's idle)?", () -> "0")
        .key("accounting/enabled", "Is accounting currently enabled?", () -> "0")
        .key("accounting/hibernating", "Are we hibernating or awake?", () -> "awake")
        .key(
            "accounting/bytes",
            "Number of bytes read/written so far in the accounting interval.",
            () -> "0 0")
        .key(
            "accounting/bytes-left",
            "Number of bytes left to write/read so far in the accounting interval.",
            () -> "0 0")
        .key("accounting/interval-start", "Time when the accounting period starts.", () -> NEVER)
        .key("accounting/interval-end", "Time when the accounting period ends.", () -> NEVER)
        .key("accounting/interval-wake", "Time to wake up in this accounting period.", () -> NEVER)
        .key(
            "exit-policy/default",
            "The default value appended to the configured exit policy.",
            () -> DEFAULT_POLICY)
        .key(
            "exit-policy/reject-private/default",
            "The default rules appended to the configured exit policy by ExitPolicyRejectPrivate.",
            () -> PRIVATE_POLICY)
        .prefix("ip-to-country/", "Perform a GEOIP lookup", Source.of(SettledInformation::country));
    addServices(information);
  }

  private static void addServices(Information information) {
    information.described(
        "onions/current", "Onion services owned by the current control connection.");
  }

  private static Optional<String> country(String key) throws CommandException {
    String asked = key.substring("ip-to-country/".length());
    if (asked.equals("ipv4-available") || asked.equals("ipv6-available")) {
      return Optional.of("0");
    }
    boolean isAddress = io.netty.util.NetUtil.createByteArrayFromIpAddressString(asked) != null;
    throw new CommandException(551, isAddress ? "GeoIP data not loaded" : "Invalid address family");
  }
}
