/**
 * Reach an onion service.
 *
 * <p>Specification: rend-spec 3 and 4. Not here: its address and descriptor.
 */
@NullMarked
package org.tropea.onionservice.connect;

import org.jspecify.annotations.NullMarked;
