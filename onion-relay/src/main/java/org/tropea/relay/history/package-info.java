/** What a relay has carried, day by day, and keeps across starts. */
@NullMarked
package org.tropea.relay.history;

import org.jspecify.annotations.NullMarked;
