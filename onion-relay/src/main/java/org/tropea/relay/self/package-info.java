/**
 * What a relay says of itself, and to whom (dir-spec 2.1, rows R03 and D02).
 *
 * <p>Not here: the form of a descriptor (directory.document), and the keys that sign it (keys).
 */
@NullMarked
package org.tropea.relay.self;

import org.jspecify.annotations.NullMarked;
