/**
 * The HTTP front: programs that know a proxy for HTTPS ask here for streams by CONNECT.
 *
 * <p>Specification: RFC 9110 9.3.6, proposal 365. Not here: a proxy for HTTP itself.
 */
@NullMarked
package org.tropea.proxy.http;

import org.jspecify.annotations.NullMarked;
