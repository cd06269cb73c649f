/**
 * One conversation over a circuit, as a Netty channel.
 *
 * <p>Specification: tor-spec 6.2 and 7.4. Not here: the cells that carry it (circuit).
 */
@NullMarked
package org.tropea.protocol.stream;

import org.jspecify.annotations.NullMarked;
