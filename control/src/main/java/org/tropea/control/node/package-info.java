/**
 * What a control port asks of the program behind it, which implements these.
 *
 * <p>Not here: who asks, and in which words (command).
 */
@NullMarked
package org.tropea.control.node;

import org.jspecify.annotations.NullMarked;
