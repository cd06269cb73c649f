package org.tropea.protocol.dial;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * A connection that is wanted. Immutable.
 *
 * @param loop where it shall live
 * @param address where it leads, resolved
 * @param patience how long to wait until it is there; zero where the caller has a deadline
 */
public record Dial(Purpose purpose, EventLoop loop, InetSocketAddress address, Duration patience) {}
