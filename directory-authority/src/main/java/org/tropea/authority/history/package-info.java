/**
 * How steadily each relay was seen to run, over months, and C tor's file {@code router-stability}
 * in which that is kept.
 *
 * <p>Not here: how relays are tested (reachability), and what flags come of it (vote).
 */
@NullMarked
package org.tropea.authority.history;

import org.jspecify.annotations.NullMarked;
