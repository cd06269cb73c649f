/**
 * Which relays a circuit passes.
 *
 * <p>Specification: path-spec 2. Not here: building the circuit (pool).
 */
@NullMarked
package org.tropea.client.path;

import org.jspecify.annotations.NullMarked;
