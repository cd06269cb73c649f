/**
 * The client as a program: a client and the listeners in front of it.
 *
 * <p>Not here: what a listener speaks (socks), and how the program is configured (command).
 */
@NullMarked
package org.tropea.proxy;

import org.jspecify.annotations.NullMarked;
