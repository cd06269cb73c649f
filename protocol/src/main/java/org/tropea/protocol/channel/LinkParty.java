package org.tropea.protocol.channel;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.Curve25519;

/**
 * This node as a party to links. Immutable.
 *
 * @param machine what it runs on
 * @param keys what it authenticates with now; null for a client, which does not
 * @param addresses its own public addresses, for NETINFO; none for a client
 * @param acceptor who answers the CREATE cells of peers
 * @param limits how long it waits for a peer
 * @param rates how many bytes a second they may carry
 * @param rules what counts for its links now; asked on any thread
 * @param watch counts its links, and tells whoever observes them
 */
public record LinkParty(
    Machine machine,
    Supplier<@Nullable LinkKeys> keys,
    List<InetAddress> addresses,
    CircuitAcceptor acceptor,
    LinkLimits limits,
    LinkRates rates,
    Supplier<LinkRules> rules,
    LinkWatch watch) {
  /** Keeps its own copy of the addresses. */
  public LinkParty {
    addresses = List.copyOf(addresses);
  }

  /** A client: it opens links, shows nothing of itself, and accepts no circuit. */
  public static LinkParty client(Machine machine, LinkWatch watch) {
    return client(machine, watch, () -> LinkRules.STANDARD);
  }

  /** The same, in a network that is known. */
  public static LinkParty client(Machine machine, LinkWatch watch, Supplier<LinkRules> rules) {
    return new LinkParty(
        machine,
        () -> null,
        List.of(),
        CircuitAcceptor.NONE,
        LinkLimits.STANDARD,
        LinkRates.UNLIMITED,
        rules,
        watch);
  }

  ChannelTls tls() {
    return machine.tls();
  }

  Curve25519 curve() {
    return machine.curve();
  }

  InstantSource clock() {
    return machine.clock();
  }

  SecureRandom random() {
    return machine.random();
  }
}
