package org.tropea.client.guard;

import org.tropea.crypto.key.RsaIdentity;

/** Told what becomes of the guards. On the loop of their selection. */
public interface GuardListener {
  /** Told nothing. */
  GuardListener NONE =
      new GuardListener() {
        @Override
        public void guard(RsaIdentity relay, GuardEvent event) {}

        @Override
        public void changed() {}
      };

  /** This became of a guard. */
  void guard(RsaIdentity relay, GuardEvent event);

  /** What the state file keeps is not what it was. */
  void changed();
}
