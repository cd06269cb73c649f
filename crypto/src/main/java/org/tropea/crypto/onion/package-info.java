/**
 * One layer of a circuit (tor-spec 5.2.1, 5.5, 6.1).
 *
 * <p>Not here: which layers a circuit has and in which order they come off (circuit).
 */
@NullMarked
package org.tropea.crypto.onion;

import org.jspecify.annotations.NullMarked;
