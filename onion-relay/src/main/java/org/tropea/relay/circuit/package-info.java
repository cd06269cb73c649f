/**
 * A circuit passing through, or ending at, this relay.
 *
 * <p>Specification: tor-spec 5.3 to 5.6 and 6. Not here: where streams lead to (exit, cache).
 */
@NullMarked
package org.tropea.relay.circuit;

import org.jspecify.annotations.NullMarked;
