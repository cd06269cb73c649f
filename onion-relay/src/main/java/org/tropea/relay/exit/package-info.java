/**
 * Streams out into the world.
 *
 * <p>Specification: tor-spec 6.2 to 6.4. Not here: the circuits they come by (circuit).
 */
@NullMarked
package org.tropea.relay.exit;

import org.jspecify.annotations.NullMarked;
