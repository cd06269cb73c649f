package org.tropea.relay;

import org.tropea.directory.serve.RequestTotals;
import org.tropea.protocol.channel.LinkTotals;
import org.tropea.protocol.memory.MemoryTotals;
import org.tropea.relay.circuit.CellTotals;
import org.tropea.relay.circuit.RelayCircuitTotals;
import org.tropea.relay.defence.DefenceTotals;
import org.tropea.relay.exit.AskedTotals;
import org.tropea.relay.exit.ExitTotals;
import org.tropea.relay.rendezvous.OnionServiceTotals;
import org.tropea.relay.self.DescriptorTotals;

/**
 * What a relay did since it started. Immutable.
 *
 * @param requests to its directory server, by circuits
 * @param defence what was refused to those who asked for too much
 * @param rates how often a rate was reached
 * @param memory what waits, and what had to go
 * @param cells what single cells led to
 * @param asked what was asked of its exit
 * @param onionServices what it did for onion services and their clients
 */
public record RelayTotals(
    LinkTotals links,
    RelayCircuitTotals circuits,
    ExitTotals exit,
    RequestTotals requests,
    DescriptorTotals descriptors,
    DefenceTotals defence,
    RateTotals rates,
    MemoryTotals memory,
    CellTotals cells,
    AskedTotals asked,
    OnionServiceTotals onionServices) {}
