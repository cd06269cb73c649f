/**
 * How many bytes a second may cross the connections of a node.
 *
 * <p>Not here: how much may be sent before the other side answers (flow).
 */
@NullMarked
package org.tropea.protocol.rate;

import org.jspecify.annotations.NullMarked;
