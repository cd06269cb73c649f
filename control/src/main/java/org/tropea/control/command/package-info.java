/**
 * What each command does, one class a family (control-spec 3).
 *
 * <p>Not here: how commands are written (protocol), and what GETINFO knows (information).
 */
@NullMarked
package org.tropea.control.command;

import org.jspecify.annotations.NullMarked;
