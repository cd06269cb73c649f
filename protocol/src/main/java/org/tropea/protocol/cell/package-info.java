/**
 * What a channel carries: cells (tor-spec 3, 4, 5.1 and 5.4).
 *
 * <p>Not here: framing and the order of the handshake (channel), and what is inside a relay cell
 * (message).
 */
@NullMarked
package org.tropea.protocol.cell;

import org.jspecify.annotations.NullMarked;
