/**
 * Votes in, consensus out, a pure function (dir-spec 3.8).
 *
 * <p>Not here: making a vote (vote), and when to vote and whom to ask (authority).
 */
@NullMarked
package org.tropea.authority.consensus;

import org.jspecify.annotations.NullMarked;
