/**
 * What controllers can be told of as it happens, and who asked for what (control-spec 4.1).
 *
 * <p>Not here: what the events say (status).
 */
@NullMarked
package org.tropea.control.event;

import org.jspecify.annotations.NullMarked;
