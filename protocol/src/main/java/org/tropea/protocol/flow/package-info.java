/**
 * How much may be sent before the other side has said that it arrived.
 *
 * <p>Specification: tor-spec 7.3 and 7.4. Not here: who sends (circuit, stream).
 */
@NullMarked
package org.tropea.protocol.flow;

import org.jspecify.annotations.NullMarked;
