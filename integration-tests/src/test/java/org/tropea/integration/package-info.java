/**
 * Whole networks and processes: C tor on loopback, {@code ./tropea} as a user runs it.
 *
 * <p>Not here: what a unit test beside its class can show.
 */
@NullMarked
package org.tropea.integration;

import org.jspecify.annotations.NullMarked;
