package org.tropea.relay.circuit;

import java.security.SecureRandom;
import org.tropea.protocol.stream.StreamAcceptor;
import org.tropea.relay.rendezvous.OnionServiceTable;

/** What the circuits of one relay share. Immutable. */
record RelayServices(
    Extending extending,
    CircuitRules rules,
    StreamAcceptor streams,
    RelayCircuitWatch watch,
    ConfluxSets conflux,
    OnionServiceTable onionServices,
    SecureRandom random) {}
