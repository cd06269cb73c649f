/**
 * Whether relays can be reached: which of them to test when, and what came of it.
 *
 * <p>Not here: how a link is opened (protocol.channel), and what was seen over months (history).
 */
@NullMarked
package org.tropea.authority.reachability;

import org.jspecify.annotations.NullMarked;
