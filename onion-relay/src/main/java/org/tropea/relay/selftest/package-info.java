/**
 * Whether others can reach this relay, before it says that it is there (rows R06 and R20).
 *
 * <p>Not here: what it says then (self).
 */
@NullMarked
package org.tropea.relay.selftest;

import org.jspecify.annotations.NullMarked;
