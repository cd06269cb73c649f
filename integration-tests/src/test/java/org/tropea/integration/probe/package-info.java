/**
 * A raw peer that speaks the link protocol by hand, and the hostile inputs sent with it.
 *
 * <p>Specification: tor-spec 3 to 7. Not here: whole networks of well-behaved nodes (integration).
 */
@NullMarked
package org.tropea.integration.probe;

import org.jspecify.annotations.NullMarked;
