/**
 * What an authority's operator decided about single relays, by name and by address.
 *
 * <p>Not here: what becomes of that when a relay uploads (intake) and when is voted (vote).
 */
@NullMarked
package org.tropea.authority.rules;

import org.jspecify.annotations.NullMarked;
