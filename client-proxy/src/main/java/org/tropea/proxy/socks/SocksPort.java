package org.tropea.proxy.socks;

import java.time.Duration;
import org.tropea.protocol.stream.Lingering;
import org.tropea.proxy.request.Requests;

/**
 * What the conversations of one port have in common.
 *
 * @param requests what they may ask for
 * @param timeout how long a program may take over its request
 * @param lingering programs that have not read all yet when their stream is over
 */
record SocksPort(Requests requests, Duration timeout, Lingering lingering) {}
