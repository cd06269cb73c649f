package org.tropea.proxy.socks;

import java.time.Duration;
import org.tropea.client.Connector;
import org.tropea.protocol.notice.RepeatedWarnings;
import org.tropea.protocol.stream.Lingering;

/**
 * What the conversations of one port have in common.
 *
 * @param connector where streams are asked for
 * @param warnings what programs can cause, said now and then
 * @param timeout how long a program may take over its request
 * @param lingering programs that have not read all yet when their stream is over
 */
record SocksPort(
    Connector connector, RepeatedWarnings warnings, Duration timeout, Lingering lingering) {}
