/**
 * How the connections of this node leave the machine.
 *
 * <p>Not here: what they carry (channel, circuit), where they lead, and names (relay.exit).
 */
@NullMarked
package org.tropea.protocol.dial;

import org.jspecify.annotations.NullMarked;
