/**
 * What a relay does against floods of links, circuits and streams.
 *
 * <p>C tor's rules and figures (dos.c), by the network's parameters and what the operator says.
 */
@NullMarked
package org.tropea.relay.defence;

import org.jspecify.annotations.NullMarked;
