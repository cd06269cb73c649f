/**
 * The SOCKS front: programs that know nothing of Tor ask here for streams and addresses.
 *
 * <p>Specification: RFC 1928 and 1929, socks-extensions. Not here: which may be had (request).
 */
@NullMarked
package org.tropea.proxy.socks;

import org.jspecify.annotations.NullMarked;
