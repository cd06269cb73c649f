/**
 * What was measured of relays, as files that scanners write say it (bandwidth-file-spec), and what
 * an authority remembers of it.
 *
 * <p>Not here: what is made of it in a vote (vote), and measuring itself.
 */
@NullMarked
package org.tropea.authority.bandwidth;

import org.jspecify.annotations.NullMarked;
