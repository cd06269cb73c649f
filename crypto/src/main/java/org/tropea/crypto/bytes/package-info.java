/**
 * Read and write bytes without ever running off the end.
 *
 * <p>Not here: what the bytes mean.
 */
@NullMarked
package org.tropea.crypto.bytes;

import org.jspecify.annotations.NullMarked;
