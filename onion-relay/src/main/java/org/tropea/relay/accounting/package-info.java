/** How much a relay may carry in a period, and when it sleeps so as to carry no more. */
@NullMarked
package org.tropea.relay.accounting;

import org.jspecify.annotations.NullMarked;
