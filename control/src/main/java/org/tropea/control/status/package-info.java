/**
 * What a node is doing, in the words of the control protocol: tables to ask for, and events.
 *
 * <p>Not here: the commands that ask (command), and who listens (event).
 */
@NullMarked
package org.tropea.control.status;

import org.jspecify.annotations.NullMarked;
