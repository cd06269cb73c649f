package org.tropea.client;

import java.util.Optional;
import java.util.Set;
import org.tropea.client.guard.CircuitGuard;
import org.tropea.client.guard.GuardRestriction;
import org.tropea.client.guard.GuardSelection;
import org.tropea.client.guard.GuardUsage;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.fetch.CacheChoice;
import org.tropea.directory.network.NetworkView;

/**
 * Asks the guards for documents, as C tor's clients do: no relay but them learns that there is a
 * client here. Confined to the loop of the guards.
 */
final class DirectoryGuards implements CacheChoice {
  private final GuardSelection guards;

  DirectoryGuards(GuardSelection guards) {
    this.guards = guards;
  }

  @Override
  public Optional<Chosen> next(NetworkView view, Set<RsaIdentity> failed) {
    guards.use(view);
    return guards
        .choose(GuardUsage.DIRECTORY, new GuardRestriction.Directory(failed))
        .map(AskedGuard::new);
  }

  private final class AskedGuard implements Chosen {
    private final CircuitGuard guard;

    AskedGuard(CircuitGuard guard) {
      this.guard = guard;
    }

    @Override
    public RelayEntry relay() {
      return guard.entry();
    }

    @Override
    public void answered() {
      guards.succeeded(guard);
      guards.ended(guard);
    }

    @Override
    public void unreachable() {
      guards.unreachable(guard);
    }

    @Override
    public void silent() {
      guards.ended(guard);
    }
  }
}
