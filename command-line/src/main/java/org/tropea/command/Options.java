package org.tropea.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.tropea.client.InternalAddresses;

/**
 * What the torrc and the arguments ask for, typed. Immutable.
 *
 * @param directoryAuthorities the {@code DirAuthority} lines, their values not yet read
 * @param socksPorts empty where SOCKS is off
 * @param pathsNeededToBuildCircuits between 0.25 and 0.95; absent where the consensus decides
 * @param relay what the relay shall be; null where none is asked for
 * @param authority what the authority shall be, which has a relay then; null where none is asked
 *     for
 * @param warnings what the user should know about the options, each once, for the log
 */
public record Options(
    Path dataDirectory,
    String nickname,
    List<TorrcLine> directoryAuthorities,
    boolean testingTorNetwork,
    List<ListenAddress> socksPorts,
    Duration socksTimeout,
    Duration maxCircuitDirtiness,
    OptionalDouble pathsNeededToBuildCircuits,
    boolean enforceDistinctSubnets,
    InternalAddresses internalAddresses,
    boolean clientUseIPv4,
    boolean clientUseIPv6,
    SafeLogging safeLogging,
    @Nullable RelayOptions relay,
    @Nullable AuthorityOptions authority,
    List<LogTarget> logs,
    List<String> warnings) {}
