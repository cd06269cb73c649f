package org.tropea.command;

import java.security.SecureRandom;
import java.time.InstantSource;
import org.tropea.client.TorClient;

/** Makes the role that the options ask for, with the clock and the randomness it needs. */
final class Wiring {
  private Wiring() {}

  /** Starts the role of {@code options}; {@code directory} is locked for this process. */
  static Role start(Options options, DataDirectory directory) throws CannotStart {
    return ClientRole.start(
        options, directory, TorClient.Machine.best(InstantSource.system(), new SecureRandom()));
  }
}
