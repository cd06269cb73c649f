/**
 * The control port: where programs ask a node what it does, tell it what to do, and are told as
 * things happen, as by C tor (control-spec, section 14 of the features).
 *
 * <p>Not here: torrc (command).
 */
@NullMarked
package org.tropea.control;

import org.jspecify.annotations.NullMarked;
