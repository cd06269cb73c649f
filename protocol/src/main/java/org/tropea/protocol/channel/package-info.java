/**
 * One TLS link between two Tor nodes, and the cells that cross it.
 *
 * <p>Specification: tor-spec 2, 3 and 4. Not here: what circuits do with their cells (circuit).
 */
@NullMarked
package org.tropea.protocol.channel;

import org.jspecify.annotations.NullMarked;
