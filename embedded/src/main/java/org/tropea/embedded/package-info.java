/**
 * A client of the Tor network inside a Java program: begin with {@link
 * org.tropea.embedded.EmbeddedClient}. Programs in {@code embedded/src/examples} show its use.
 */
@NullMarked
package org.tropea.embedded;

import org.jspecify.annotations.NullMarked;
