/**
 * What a control port asks of the program behind it, which implements these.
 *
 * <p>Not here: the commands that ask for it (command).
 */
@NullMarked
package org.tropea.control.node;

import org.jspecify.annotations.NullMarked;
