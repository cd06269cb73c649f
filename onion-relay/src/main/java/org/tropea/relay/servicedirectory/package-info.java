/**
 * A relay as a directory of onion services (HSDir): which of their descriptors it keeps, and who
 * gets them (rend-spec 2.2.5 and 2.2.6).
 *
 * <p>Not here: HTTP (directory.serve), and what a descriptor says (directory.document).
 */
@NullMarked
package org.tropea.relay.servicedirectory;

import org.jspecify.annotations.NullMarked;
