/**
 * What an onion service says of itself to those who know its address.
 *
 * <p>Specification: rend-spec 2.5. Not here: the outer layer, which directories see
 * (directory.document).
 */
@NullMarked
package org.tropea.onionservice.descriptor;

import org.jspecify.annotations.NullMarked;
