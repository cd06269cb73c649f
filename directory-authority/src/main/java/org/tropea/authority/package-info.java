/**
 * A directory authority at work: takes uploads, votes with its peers, signs and publishes (dir-spec
 * 3 and 4).
 *
 * <p>Not here: what a vote says (vote), and what becomes of votes (consensus); the relay that an
 * authority also is (relay).
 */
@NullMarked
package org.tropea.authority;

import org.jspecify.annotations.NullMarked;
