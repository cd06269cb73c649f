/**
 * Which release of Tropea this is, as its build says.
 *
 * <p>Not here: what it speaks (network).
 */
@NullMarked
package org.tropea.directory.release;

import org.jspecify.annotations.NullMarked;
