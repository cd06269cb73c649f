/**
 * Whom to enter the network by.
 *
 * <p>Not here: which relays fit a path, and what happens behind the first of them.
 */
@NullMarked
package org.tropea.client.guard;

import org.jspecify.annotations.NullMarked;
