/**
 * What a client has to have worked out before a busy service takes it.
 *
 * <p>Specification: proposal 327, and the design notes of Equi-X and HashX. Not here: the messages
 * and descriptors that carry it.
 *
 * <p>HashX and Equi-X are written anew here: from those documents, from the papers on Equihash, the
 * generalized birthday problem, SipHash and BLAKE2, and, where these leave the drawing of programs
 * open, from what is known of the algorithm at large, held to the test vectors that C tor publishes
 * with its own tests. No file of the libraries equix and hashx, nor of the crates of these names,
 * all under the LGPL, was opened for it; a search of documentation once showed single lines of the
 * crates.
 */
@NullMarked
package org.tropea.onionservice.effort;

import org.jspecify.annotations.NullMarked;
