/** Event loops that a test runs by hand. */
@NullMarked
package org.tropea.protocol.loop;

import org.jspecify.annotations.NullMarked;
