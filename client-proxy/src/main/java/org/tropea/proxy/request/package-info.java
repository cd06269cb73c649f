/**
 * What programs may ask for, whichever way they ask, and whose circuits they are given.
 *
 * <p>Not here: how they ask (socks, http, dns).
 */
@NullMarked
package org.tropea.proxy.request;

import org.jspecify.annotations.NullMarked;
