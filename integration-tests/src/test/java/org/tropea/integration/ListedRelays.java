package org.tropea.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.protocol.linkspec.RelayTarget;

/** Relays as a consensus and microdescriptors of a test list them. For one thread. */
public final class ListedRelays {
  private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

  private final SortedMap<String, List<String>> entries = new TreeMap<>();
  private final Map<String, String> fingerprints = new HashMap<>();
  private final StringBuilder microdescriptors = new StringBuilder();

  /** One more, which speaks these protocols. */
  public void add(String nickname, RelayTarget relay, X25519PublicKey onionKey, String protocols) {
    String microdescriptor =
        "onion-key\nntor-onion-key "
            + BASE64.encodeToString(onionKey.value().toByteArray())
            + "\np accept 1-65535\nid ed25519 "
            + BASE64.encodeToString(
                Objects.requireNonNull(relay.ed25519Identity()).value().toByteArray())
            + "\n";
    InetSocketAddress address = relay.addresses().get(0);
    String identity = relay.rsaIdentity().toHex().toUpperCase(Locale.ROOT);
    fingerprints.put(nickname, "$" + identity);
    entries.put(
        identity,
        List.of(
            "r %s %s 2038-01-01 00:00:00 127.0.0.1 %d 0"
                .formatted(
                    nickname,
                    BASE64.encodeToString(relay.rsaIdentity().value().toByteArray()),
                    address.getPort()),
            "m " + BASE64.encodeToString(Digest.sha256(microdescriptor.getBytes(US_ASCII))),
            "s Exit Fast Guard Running Stable Valid",
            "v Tor 0.4.9.15",
            "pr Cons=1-2 Desc=1-4 Microdesc=1-3 LinkAuth=3 " + protocols,
            "w Bandwidth=1000"));
    microdescriptors.append("@last-listed ").append(now()).append("\n").append(microdescriptor);
  }

  /** C tor forgets those that were listed long ago. */
  private static String now() {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
        .withZone(ZoneOffset.UTC)
        .format(Instant.now());
  }

  /** The lines of the consensus, in the order of identities. */
  List<String> entries() {
    return entries.values().stream().flatMap(List::stream).toList();
  }

  /** How a controller names the relay of that nickname. */
  String fingerprint(String nickname) {
    return Objects.requireNonNull(fingerprints.get(nickname));
  }

  /** C tor's file of them. */
  String microdescriptors() {
    return microdescriptors.toString();
  }
}
