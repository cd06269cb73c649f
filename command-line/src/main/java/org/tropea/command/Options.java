package org.tropea.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.client.DormantSettings;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.relay.exit.ExitSettings;

/**
 * What the torrc and the arguments ask for, typed and in groups. An immutable snapshot: a node is
 * given one whole, and another whole where it is told anew.
 *
 * @param programs what counts for all ports at which programs ask
 * @param paths which relays a client's circuits may pass
 * @param dormant when a client leaves the network alone
 * @param conflux what a client does about linked circuits
 * @param services what a client does about onion services
 * @param exit leads nowhere unless an exit is asked for
 * @param authority what the authority shall be, which is a relay too; null where none is asked for
 * @param control where controllers connect
 * @param json where the JSON API is asked
 * @param metrics where Prometheus asks
 * @param logs where the log goes; empty where the torrc does not say
 * @param warnings what the user should know about the options, each once, for the log
 */
record Options(
    Identity identity,
    Ports ports,
    Directory directory,
    Limits limits,
    ProgramOptions programs,
    PathOptions paths,
    DormantSettings dormant,
    ConfluxSettings conflux,
    ServiceOptions services,
    ExitSettings exit,
    @Nullable AuthorityOptions authority,
    ControlOptions control,
    JsonOptions json,
    MetricsOptions metrics,
    LogOptions logs,
    ProcessOptions process,
    List<String> warnings) {
  /** Whether a relay is asked for. */
  boolean isRelay() {
    return ports.onion() != null;
  }
}
