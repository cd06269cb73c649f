package org.tropea.directory.fetch;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.HopRequest;

/**
 * A relay to ask for documents.
 *
 * @param onionKey for CREATE2; null where only its identity is known, then CREATE_FAST serves
 * @param asked what it is asked beyond keys; null for ntor
 */
public record DirectorySource(
    RelayTarget target, @Nullable X25519PublicKey onionKey, @Nullable HopRequest asked) {
  /** A cache that the consensus lists, and of which no more may be known. */
  static DirectorySource of(RelayEntry listed, NetworkView view) {
    return view.relay(listed.identity())
        .map(DirectorySource::of)
        .orElseGet(
            () ->
                new DirectorySource(
                    new RelayTarget(
                        listed.identity(),
                        null,
                        Stream.of(listed.address(), listed.ipv6())
                            .filter(Objects::nonNull)
                            .toList()),
                    null,
                    null));
  }

  private static DirectorySource of(Relay relay) {
    return new DirectorySource(
        relay.target(), relay.microdescriptor().ntorOnionKey(), relay.asked());
  }
}
