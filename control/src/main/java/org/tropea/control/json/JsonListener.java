package org.tropea.control.json;

import java.net.SocketAddress;
import org.tropea.proxy.ListenerSettings.UnixAccess;

/**
 * One place where the API listens.
 *
 * @param address loopback or a unix socket; port 0 means any free one
 * @param access who may use a unix socket
 * @param dashboard whether it has the page for browsers too
 */
public record JsonListener(SocketAddress address, UnixAccess access, boolean dashboard) {}
