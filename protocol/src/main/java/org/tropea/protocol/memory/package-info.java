/**
 * How much memory all that waits in a node may have, and who goes first when it is too much (row
 * F16).
 *
 * <p>Not here: how much one circuit, stream or set may have waiting (channel, flow, conflux).
 */
@NullMarked
package org.tropea.protocol.memory;

import org.jspecify.annotations.NullMarked;
