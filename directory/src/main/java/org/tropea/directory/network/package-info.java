/**
 * What we believe the network is, from one consensus and its microdescriptors (dir-spec 3.8,
 * path-spec 2).
 *
 * <p>Not here: reading documents (document), and paths (client).
 */
@NullMarked
package org.tropea.directory.network;

import org.jspecify.annotations.NullMarked;
