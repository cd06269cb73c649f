/**
 * Getting documents over an open stream (dir-spec 4 and 6).
 *
 * <p>Not here: opening streams, choosing whom to ask and when (bootstrapping).
 */
@NullMarked
package org.tropea.directory.fetch;

import org.jspecify.annotations.NullMarked;
