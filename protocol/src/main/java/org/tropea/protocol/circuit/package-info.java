/**
 * A circuit seen from its origin: hops, what is sent to each, and the streams it carries.
 *
 * <p>Specification: tor-spec 5 and 6. Not here: which relays to choose, and what a circuit is for.
 */
@NullMarked
package org.tropea.protocol.circuit;

import org.jspecify.annotations.NullMarked;
