/**
 * The options of a torrc: one table of all that C tor has ({@code options.txt}), how lines of files
 * and arguments are read and merged, and how they change while a program runs.
 *
 * <p>Syntax as C tor's doc/torrc_format.txt has it.
 *
 * <p>Not here: what an option does. Whoever acts on one reads it by an {@link
 * org.tropea.configuration.Option}.
 */
@NullMarked
package org.tropea.configuration;

import org.jspecify.annotations.NullMarked;
