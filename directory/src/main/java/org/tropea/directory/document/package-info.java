/**
 * Each directory document as a record that was checked (dir-spec 2 and 3).
 *
 * <p>Not here: where documents come from (fetch, store), and what to make of them together
 * (network).
 */
@NullMarked
package org.tropea.directory.document;

import org.jspecify.annotations.NullMarked;
