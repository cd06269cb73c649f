package org.tropea.directory.fetch;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Position;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.RelaySelector;

/** Any cache, by its weight, and nothing is remembered of it. */
final class WeightedCaches implements CacheChoice {
  @Override
  public Optional<Chosen> next(NetworkView view, Set<RsaIdentity> failed) {
    return new RelaySelector(view, new SecureRandom())
        .choose(
            Position.DIRECTORY,
            relay -> relay.has(RelayFlag.V2_DIR) && !failed.contains(relay.identity()))
        .map(WeightedCaches::chosen);
  }

  private static Chosen chosen(Relay relay) {
    return new Chosen() {
      @Override
      public RelayEntry relay() {
        return relay.entry();
      }

      @Override
      public void answered() {}

      @Override
      public void unreachable() {}

      @Override
      public void silent() {}
    };
  }
}
