package org.tropea.relay.selftest;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.Protocols;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.network.Relay;

/** Relays that a consensus might list. */
final class TestRelays {
  private TestRelays() {}

  static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** So many, each of a network of its own, with IPv6. */
  static List<Relay> of(int count) {
    List<Relay> relays = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      relays.add(relay("192." + i + ".2.1", "2001:db8:" + i + "::1", 1000));
    }
    return relays;
  }

  static Relay relay(String ipv4, @Nullable String ipv6, long bandwidth) {
    byte[] identity = new byte[20];
    new SecureRandom().nextBytes(identity);
    byte[] key = new byte[32];
    key[0] = 1;
    try {
      Microdescriptor microdescriptor =
          Microdescriptor.read(
              ("onion-key\nntor-onion-key "
                      + Base64.getEncoder().withoutPadding().encodeToString(key)
                      + "\n")
                  .getBytes(StandardCharsets.US_ASCII));
      RelayEntry entry =
          new RelayEntry(
              "relay",
              new RsaIdentity(Bytes.copyFrom(identity)),
              Instant.EPOCH,
              new InetSocketAddress(address(ipv4), 9001),
              0,
              ipv6 == null ? null : new InetSocketAddress(address(ipv6), 9001),
              microdescriptor.digest(),
              Set.of(RelayFlag.RUNNING, RelayFlag.VALID, RelayFlag.FAST),
              Protocols.read("Relay=1-4"),
              bandwidth);
      return new Relay(entry, microdescriptor);
    } catch (DecodeException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
