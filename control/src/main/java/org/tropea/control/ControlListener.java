package org.tropea.control;

import java.net.SocketAddress;
import org.tropea.proxy.ListenerSettings.UnixAccess;

/**
 * One place where controllers connect.
 *
 * @param address where; port 0 means any free one
 * @param access who may use a unix socket
 */
public record ControlListener(SocketAddress address, UnixAccess access) {}
