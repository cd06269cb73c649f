package org.tropea.relay.circuit;

import java.net.InetAddress;
import java.util.function.Predicate;
import org.tropea.crypto.key.RsaIdentity;

/**
 * What the circuits of a relay may do; asked on any loop.
 *
 * @param reachable addresses that circuits may be extended to
 * @param mayExit relays by which streams may come that leave here
 */
public record CircuitRules(Predicate<InetAddress> reachable, Predicate<RsaIdentity> mayExit) {}
