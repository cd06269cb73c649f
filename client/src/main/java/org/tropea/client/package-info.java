/**
 * The embeddable client: streams to the world through circuits it keeps ready.
 *
 * <p>Not here: listeners for programs that do not know Tor (proxy).
 */
@NullMarked
package org.tropea.client;

import org.jspecify.annotations.NullMarked;
