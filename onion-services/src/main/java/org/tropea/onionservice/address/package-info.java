/**
 * Where an onion service is
 *
 * <p>Specification: its address, its keys of the day, and the directories that know it. Not here:
 * rend-spec 1 and 2.:asking those directories (connect).
 */
@NullMarked
package org.tropea.onionservice.address;

import org.jspecify.annotations.NullMarked;
