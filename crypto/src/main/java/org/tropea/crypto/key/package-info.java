/**
 * A key is a typed value.
 *
 * <p>Not here: what a key vouches for (certificate), and how two parties agree on one (handshake).
 */
@NullMarked
package org.tropea.crypto.key;

import org.jspecify.annotations.NullMarked;
