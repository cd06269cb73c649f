package org.tropea.authority.vote;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.network.Parameters;

/**
 * From where an authority looks when it votes.
 *
 * @param watching for how long it has been watching the relays
 * @param parameters of the latest consensus
 * @param onionServiceDirectories who has the flag HSDir in a recent one
 */
public record Watch(
    Instant now,
    Duration watching,
    Parameters parameters,
    Set<RsaIdentity> onionServiceDirectories) {
  private static final Duration ENOUGH = Duration.ofHours(4);

  /** Keeps its own copy. */
  public Watch {
    onionServiceDirectories = Set.copyOf(onionServiceDirectories);
  }

  /** With what the latest consensus says; null where there is none. */
  public static Watch of(Instant now, Duration watching, @Nullable Consensus latest) {
    if (latest == null) {
      return new Watch(now, watching, Parameters.NONE, Set.of());
    }
    Set<RsaIdentity> directories =
        latest.lifetime().isReasonablyLive(now)
            ? latest.relays().stream()
                .filter(relay -> relay.has(RelayFlag.HS_DIR))
                .map(RelayEntry::identity)
                .collect(Collectors.toSet())
            : Set.of();
    return new Watch(now, watching, new Parameters(latest.parameters()), directories);
  }

  /** Whether it watched long enough to judge relays by their failures. */
  boolean enoughHistory() {
    return watching.compareTo(ENOUGH) > 0;
  }
}
