/**
 * What a circuit carries: relay messages (tor-spec 6 and 7).
 *
 * <p>Not here: onion layers and digests, which stream a message is for, and what to do about it.
 */
@NullMarked
package org.tropea.protocol.message;

import org.jspecify.annotations.NullMarked;
