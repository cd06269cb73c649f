/**
 * The {@code tropea} command: a torrc and arguments in, the roles they name out.
 *
 * <p>torrc syntax as C tor's doc/torrc_format.txt has it. The only package that reads the clock,
 * makes randomness and writes logs.
 *
 * <p>Not here: what a role does with its options.
 */
@NullMarked
package org.tropea.command;

import org.jspecify.annotations.NullMarked;
