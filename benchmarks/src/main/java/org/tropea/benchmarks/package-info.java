/**
 * Whole processes of ours beside those of C tor, on one machine and one topology.
 *
 * <p>Not here: the inner pieces, which JMH measures in the packages of what they measure.
 */
@NullMarked
package org.tropea.benchmarks;

import org.jspecify.annotations.NullMarked;
