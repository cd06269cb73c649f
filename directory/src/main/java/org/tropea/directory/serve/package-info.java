/**
 * Gives the network's documents to whoever asks, over HTTP/1.0 (dir-spec 4.7 and 6).
 *
 * <p>Not here: how a cache comes by them (relay.cache), and the sockets and streams it is asked on.
 */
@NullMarked
package org.tropea.directory.serve;

import org.jspecify.annotations.NullMarked;
