/**
 * What the tests of this module share.
 *
 * <p>Not here: the tests, which stand beside what they test.
 */
@NullMarked
package org.tropea.protocol;

import org.jspecify.annotations.NullMarked;
