package org.tropea.command;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.tropea.protocol.channel.Machine;

/** Makes the role that the options ask for, with the clock and the randomness it needs. */
final class Wiring {
  private static final Logger log = LoggerFactory.getLogger(Wiring.class);

  private Wiring() {}

  /** The nodes' source, for what runs without a node: it logs nothing, as making links would. */
  static SecureRandom randomness() {
    return Machine.randomness();
  }

  private static void logEngines(Machine machine) {
    boolean fast = machine.tls().isNative() && machine.curve().isNative();
    log.atLevel(fast ? Level.DEBUG : Level.INFO)
        .log("Links by {}, curves by {}", machine.tls().engine(), machine.curve().engine());
  }

  /** Starts the role of {@code options}; {@code directory} is locked for this process. */
  static Role start(Options options, DataDirectory directory) throws CannotStart {
    Machine machine = Machine.best();
    logEngines(machine);
    RoleEnd end = new RoleEnd();
    List<Role> roles = new ArrayList<>();
    try {
      OrPorts onion = options.ports().onion();
      AuthorityOptions authority = options.authority();
      if (onion != null && authority != null) {
        roles.add(AuthorityRole.start(options, onion, authority, directory, machine, end));
      } else if (onion != null) {
        roles.add(RelayRole.start(options, onion, directory, machine, end));
      }
      if (!options.ports().programs().isEmpty() || roles.isEmpty()) {
        roles.add(ClientRole.start(options, directory, machine, end));
      }
    } catch (CannotStart e) {
      roles.forEach(Role::close);
      throw e;
    }
    return roles.size() == 1 ? roles.get(0) : new Roles(List.copyOf(roles));
  }
}
