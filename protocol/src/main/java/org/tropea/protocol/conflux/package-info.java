/**
 * One conversation over several circuits: which leg a message takes, and in which order messages of
 * different legs are delivered.
 *
 * <p>Specification: proposal 329. Not here: the circuits themselves, and who makes them.
 */
@NullMarked
package org.tropea.protocol.conflux;

import org.jspecify.annotations.NullMarked;
