/**
 * What anybody can tell of consensuses and votes that are there as files: whether the votes give
 * the consensus, what two consensuses differ in, what one says.
 *
 * <p>Not here: counting votes (consensus), and files (the command).
 */
@NullMarked
package org.tropea.authority.audit;

import org.jspecify.annotations.NullMarked;
