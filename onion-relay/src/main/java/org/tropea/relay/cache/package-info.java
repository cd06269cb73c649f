/**
 * A relay as a directory cache: it fetches what the authorities say, keeps it, and serves it
 * (dir-spec 4, rows K01 to K07).
 *
 * <p>Not here: HTTP (directory.serve), and the streams that requests come by (relay.circuit).
 */
@NullMarked
package org.tropea.relay.cache;

import org.jspecify.annotations.NullMarked;
