/**
 * The JSON API: what people would else read out of the control port, over HTTP (row Q14); and the
 * page for browsers that shows it (row M07).
 *
 * <p>Not here: where the answers come from (command).
 */
@NullMarked
package org.tropea.control.json;

import org.jspecify.annotations.NullMarked;
