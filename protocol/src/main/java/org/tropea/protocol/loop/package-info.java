/** What an event loop and its channels are told to do without anybody waiting for it. */
@NullMarked
package org.tropea.protocol.loop;

import org.jspecify.annotations.NullMarked;
