/**
 * What GETINFO answers, by key (control-spec 3.9).
 *
 * <p>Not here: the command itself (command).
 */
@NullMarked
package org.tropea.control.information;

import org.jspecify.annotations.NullMarked;
