/**
 * How controllers talk to a node: commands in, replies and events out (control-spec 2).
 *
 * <p>Not here: what the commands do (command), and whom a node lets in (authentication).
 */
@NullMarked
package org.tropea.control.protocol;

import org.jspecify.annotations.NullMarked;
