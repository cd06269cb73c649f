package org.tropea.relay;

import org.tropea.directory.serve.Routes;
import org.tropea.relay.self.SelfDescription;

/** The authority that a relay belongs to, as the relay sees it. Any thread. */
public interface LocalAuthority {
  /** What answers directory requests, in the place of the relay's cache. */
  Routes routes();

  /** Takes the relay's own descriptor, which is posted to the other authorities only. */
  void takeOwn(SelfDescription description);
}
