/**
 * Documents on disk, under the names and in the formats of C tor.
 *
 * <p>Not here: when to fetch or to write them.
 */
@NullMarked
package org.tropea.directory.store;

import org.jspecify.annotations.NullMarked;
