/**
 * Host onion services.
 *
 * <p>Specification: rend-spec 2.2, 3.1, 3.3 and 4.2. Not here: what a descriptor says (descriptor),
 * reaching services (connect).
 */
@NullMarked
package org.tropea.onionservice.host;

import org.jspecify.annotations.NullMarked;
