/**
 * Which key vouches for which (cert-spec, tor-spec 2 and 4.2).
 *
 * <p>Not here: which certificates a peer must show, and the cell that carries them (channel, cell).
 */
@NullMarked
package org.tropea.crypto.certificate;

import org.jspecify.annotations.NullMarked;
