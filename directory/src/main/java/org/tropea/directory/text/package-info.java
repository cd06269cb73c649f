/**
 * The meta-format of directory documents: keyword lines and objects (dir-spec 1.2).
 *
 * <p>Not here: what any keyword means (document).
 */
@NullMarked
package org.tropea.directory.text;

import org.jspecify.annotations.NullMarked;
