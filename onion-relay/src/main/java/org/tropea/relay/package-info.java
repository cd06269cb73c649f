/**
 * The relay as a program: links, circuits, exit and directory cache under one identity.
 *
 * <p>Not here: how it is configured (command), and voting (authority).
 */
@NullMarked
package org.tropea.relay;

import org.jspecify.annotations.NullMarked;
