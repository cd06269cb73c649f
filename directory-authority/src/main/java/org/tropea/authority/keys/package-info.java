/**
 * The keys by which an authority signs, and tor-gencert's files that hold them (dir-spec 3.1).
 *
 * <p>Not here: the certificate as a document (directory.document), and the keys of the authority's
 * own relay (relay.keys).
 */
@NullMarked
package org.tropea.authority.keys;

import org.jspecify.annotations.NullMarked;
