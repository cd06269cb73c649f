/**
 * A relay's keys, and where they are kept (tor-spec 1.1, in C tor's files).
 *
 * <p>Not here: handshakes made with them (crypto), and saying them to the network (self).
 */
@NullMarked
package org.tropea.relay.keys;

import org.jspecify.annotations.NullMarked;
