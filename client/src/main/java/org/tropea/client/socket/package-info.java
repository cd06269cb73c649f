/**
 * Streams as Java's own sockets, which block.
 *
 * <p>A name that a program gives is never looked up on this machine: it goes to the exit as it is.
 */
@NullMarked
package org.tropea.client.socket;

import org.jspecify.annotations.NullMarked;
