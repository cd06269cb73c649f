/**
 * How to name and reach a relay (tor-spec 5.1.2).
 *
 * <p>Not here: which relays to choose, and whether an address may be connected to.
 */
@NullMarked
package org.tropea.protocol.linkspec;

import org.jspecify.annotations.NullMarked;
