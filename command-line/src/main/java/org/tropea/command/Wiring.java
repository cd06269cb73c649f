package org.tropea.command;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.tropea.client.TorClient;
import org.tropea.control.status.ClientStatus;
import org.tropea.control.status.RelayNames;
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
  static Role start(Options options, DataDirectory directory, Reload reload) throws CannotStart {
    options.directory().checkEntry(options.isRelay());
    Machine machine = Machine.best();
    logEngines(machine);
    RoleEnd end = new RoleEnd();
    List<Role> roles = new ArrayList<>();
    try {
      ControlRole control = null;
      if (options.control().isWanted() || !options.json().listeners().isEmpty()) {
        control = ControlRole.start(options, machine, end, reload);
        roles.add(control);
      }
      OrPorts onion = options.ports().onion();
      AuthorityOptions authority = options.authority();
      if (onion != null && authority != null) {
        roles.add(AuthorityRole.start(options, onion, authority, directory, machine, end));
      } else if (onion != null) {
        roles.add(RelayRole.start(options, onion, directory, machine, end));
      }
      boolean hosts = !options.services().hosted().isEmpty();
      if (!options.ports().programs().isEmpty() || hosts || onion == null) {
        roles.add(startClient(options, directory, machine, end, control, roles));
      } else if (control != null) {
        ControlledNode.serve(control, machine.clock(), null, null, null, List.copyOf(roles));
      }
      if (!options.metrics().addresses().isEmpty()) {
        roles.add(MetricsRole.start(options.metrics(), List.copyOf(roles), end));
      }
    } catch (CannotStart e) {
      roles.forEach(Role::close);
      throw e;
    }
    return roles.size() == 1 ? roles.get(0) : new Roles(List.copyOf(roles));
  }

  private static ClientRole startClient(
      Options options,
      DataDirectory directory,
      Machine machine,
      RoleEnd end,
      @Nullable ControlRole control,
      List<Role> roles)
      throws CannotStart {
    BootstrapReport report = new BootstrapReport();
    if (control == null) {
      return ClientRole.start(options, directory, machine, end, report);
    }
    // The names of relays come from the client, which is told of its observer first.
    AtomicReference<@Nullable TorClient> known = new AtomicReference<>();
    RelayNames names =
        new RelayNames(() -> Optional.ofNullable(known.get()).flatMap(client -> client.network()));
    ClientStatus status =
        new ClientStatus(control.server().events(), machine.clock(), names, report::progressed);
    ClientRole role = ClientRole.start(options, directory, machine, end, status);
    known.set(role.proxy().client());
    EphemeralServices services =
        new EphemeralServices(
            role.services(),
            control.server().events(),
            names,
            machine.random(),
            options.services().single());
    ControlledNode.serve(
        control, machine.clock(), role.proxy(), status, services, List.copyOf(roles));
    return role;
  }
}
