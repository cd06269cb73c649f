/**
 * Which host is meant where a program names another: by the user's rules, or by addresses that were
 * handed out for names.
 *
 * <p>Not here: which hosts may be asked for (request).
 */
@NullMarked
package org.tropea.proxy.address;

import org.jspecify.annotations.NullMarked;
