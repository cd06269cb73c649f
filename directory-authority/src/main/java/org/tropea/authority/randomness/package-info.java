/**
 * The random value that authorities make together each day, by commitments and what opens them
 * (srv-spec), and C tor's file {@code sr-state} in which it is kept.
 *
 * <p>Not here: which values a consensus says (consensus), and how votes are read
 * (directory.document).
 */
@NullMarked
package org.tropea.authority.randomness;

import org.jspecify.annotations.NullMarked;
