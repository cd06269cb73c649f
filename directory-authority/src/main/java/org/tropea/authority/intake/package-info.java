/**
 * Which descriptors an authority takes (dir-spec 4.1 and 4.2, and C tor where it is stricter).
 *
 * <p>Not here: how descriptors are read (directory.document), and what is voted about them (vote).
 */
@NullMarked
package org.tropea.authority.intake;

import org.jspecify.annotations.NullMarked;
