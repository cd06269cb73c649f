/**
 * Which RSA identity goes with which Ed25519 identity, for ever, and C tor's journal of that.
 *
 * <p>Not here: what else an upload must be (intake).
 */
@NullMarked
package org.tropea.authority.pins;

import org.jspecify.annotations.NullMarked;
