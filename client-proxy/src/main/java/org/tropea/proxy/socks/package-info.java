/**
 * The SOCKS front: programs that know nothing of Tor ask here for streams.
 *
 * <p>Specification: RFC 1928 and 1929, socks-extensions. Not here: how streams are had (client).
 */
@NullMarked
package org.tropea.proxy.socks;

import org.jspecify.annotations.NullMarked;
