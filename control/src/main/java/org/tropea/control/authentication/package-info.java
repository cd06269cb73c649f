/**
 * Whom a control port lets in (control-spec 3.5 and 3.24, row Q02).
 *
 * <p>Not here: the commands by which controllers ask for it (command).
 */
@NullMarked
package org.tropea.control.authentication;

import org.jspecify.annotations.NullMarked;
