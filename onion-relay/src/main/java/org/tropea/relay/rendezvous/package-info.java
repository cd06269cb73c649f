/**
 * What a relay is to onion services: introduction point and rendezvous point (rend-spec 3 and 4).
 *
 * <p>Not here: how cells go by a circuit (circuit), and the descriptors that a directory keeps.
 */
@NullMarked
package org.tropea.relay.rendezvous;

import org.jspecify.annotations.NullMarked;
