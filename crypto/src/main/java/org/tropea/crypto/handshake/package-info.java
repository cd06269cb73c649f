/**
 * Agree on keys with one hop (tor-spec 5.1.4, 5.1.5, 5.2).
 *
 * <p>Not here: the cells that carry the two messages, and what the keys are used for (onion).
 */
@NullMarked
package org.tropea.crypto.handshake;

import org.jspecify.annotations.NullMarked;
