/**
 * The DNS front: programs ask here for addresses and names over UDP, and exits answer.
 *
 * <p>Specification: RFC 1035. Not here: other kinds of records, which no exit can be asked for.
 */
@NullMarked
package org.tropea.proxy.dns;

import org.jspecify.annotations.NullMarked;
