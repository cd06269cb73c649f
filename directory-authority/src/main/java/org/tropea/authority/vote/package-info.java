/**
 * Makes a vote of descriptors and what was seen of their relays (dir-spec 3.4.1 and 3.4.2).
 *
 * <p>Not here: what is made of votes (consensus), and which descriptors are taken (intake).
 */
@NullMarked
package org.tropea.authority.vote;

import org.jspecify.annotations.NullMarked;
