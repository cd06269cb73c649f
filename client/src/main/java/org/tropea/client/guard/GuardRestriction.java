package org.tropea.client.guard;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.Kinship;
import org.tropea.directory.network.Relay;

/** Which guards will not do for one circuit (guard-spec 4.6). Immutable. */
public sealed interface GuardRestriction {
  /** Every guard will do. */
  GuardRestriction NONE = new None();

  /**
   * Whether this guard will do.
   *
   * @param relay what is known of it, null where its microdescriptor is not
   */
  boolean allows(RsaIdentity guard, @Nullable Relay relay);

  /** Every guard will do. */
  record None() implements GuardRestriction {
    @Override
    public boolean allows(RsaIdentity guard, @Nullable Relay relay) {
      return true;
    }
  }

  /**
   * The circuit ends at {@code exit}: neither that nor its kin, nor one of {@code others}, such as
   * the guards of the other legs of a conflux set.
   */
  record Path(Relay exit, Kinship kinship, Set<RsaIdentity> others) implements GuardRestriction {
    /** Keeps its own copy. */
    public Path {
      others = Set.copyOf(others);
    }

    @Override
    public boolean allows(RsaIdentity guard, @Nullable Relay relay) {
      return !guard.equals(exit.identity())
          && !others.contains(guard)
          && (relay == null || !kinship.joins(relay, exit));
    }
  }

  /** A directory that did not give what it was asked for is not asked for it again at once. */
  record Directory(Set<RsaIdentity> failed) implements GuardRestriction {
    /** Keeps its own copy. */
    public Directory {
      failed = Set.copyOf(failed);
    }

    @Override
    public boolean allows(RsaIdentity guard, @Nullable Relay relay) {
      return !failed.contains(guard);
    }
  }
}
