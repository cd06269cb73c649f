/**
 * What a client has to have worked out before a busy service takes it.
 *
 * <p>Specification: proposal 327, and the design notes of Equi-X and HashX. Not here: the messages
 * and descriptors that carry it.
 *
 * <p>HashX and Equi-X are written anew here, from those documents, the papers on Equihash, the
 * generalized birthday problem, SipHash and BLAKE2, and what is known of the algorithm at large. No
 * source under the GPL or the LGPL was opened for it: neither that of the libraries equix and hashx
 * nor that of the crates of these names. What the documents leave open is held to the test vectors
 * that C tor publishes with its own tests.
 */
@NullMarked
package org.tropea.onionservice.effort;

import org.jspecify.annotations.NullMarked;
