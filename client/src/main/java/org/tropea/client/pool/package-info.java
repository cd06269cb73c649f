/**
 * Circuits ready and fit: built ahead, shared by those who may share, replaced when they die.
 *
 * <p>Specification: path-spec 2. Not here: which relays they pass (path).
 */
@NullMarked
package org.tropea.client.pool;

import org.jspecify.annotations.NullMarked;
