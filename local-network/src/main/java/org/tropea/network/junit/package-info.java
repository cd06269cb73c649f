/**
 * The network for tests by JUnit 5, which whoever uses this package must have.
 *
 * <p>Not here: the network itself (network).
 */
@NullMarked
package org.tropea.network.junit;

import org.jspecify.annotations.NullMarked;
