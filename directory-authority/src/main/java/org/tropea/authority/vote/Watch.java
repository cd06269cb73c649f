package org.tropea.authority.vote;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.BandwidthFileLines;
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
 * @param enoughHistory whether we know enough to judge relays by their failures
 * @param judgesReachability whether we tested long enough to say who is running
 * @param bandwidthFile the file by which relays were measured
 */
public record Watch(
    Instant now,
    Duration watching,
    Parameters parameters,
    Set<RsaIdentity> onionServiceDirectories,
    boolean enoughHistory,
    boolean judgesReachability,
    BandwidthFileLines bandwidthFile) {
  private static final Duration ENOUGH = Duration.ofHours(4);

  /** Keeps its own copy. */
  public Watch {
    onionServiceDirectories = Set.copyOf(onionServiceDirectories);
  }

  /** With what the latest consensus says, and no history but its own; null where there is none. */
  public static Watch of(Instant now, Duration watching, @Nullable Consensus latest) {
    boolean enough = watching.compareTo(ENOUGH) > 0;
    if (latest == null) {
      return new Watch(
          now, watching, Parameters.NONE, Set.of(), enough, false, BandwidthFileLines.NONE);
    }
    Set<RsaIdentity> directories =
        latest.lifetime().isReasonablyLive(now)
            ? latest.relays().stream()
                .filter(relay -> relay.has(RelayFlag.HS_DIR))
                .map(RelayEntry::identity)
                .collect(Collectors.toSet())
            : Set.of();
    Parameters parameters = new Parameters(latest.parameters());
    return new Watch(
        now, watching, parameters, directories, enough, false, BandwidthFileLines.NONE);
  }

  /** With what we know of relays. */
  public Watch with(boolean enough, boolean judges) {
    return new Watch(
        now, watching, parameters, onionServiceDirectories, enough, judges, bandwidthFile);
  }

  /** With the file by which relays were measured. */
  public Watch with(BandwidthFileLines file) {
    return new Watch(
        now,
        watching,
        parameters,
        onionServiceDirectories,
        enoughHistory,
        judgesReachability,
        file);
  }
}
