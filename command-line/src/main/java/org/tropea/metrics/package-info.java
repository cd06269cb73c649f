/**
 * What a process says of itself to Prometheus, and where it is asked (row M04).
 *
 * <p>Each kind of node has a {@link org.tropea.metrics.MetricsSource} of its own, which reads
 * counters that are kept anyway, and only when somebody asks.
 */
@NullMarked
package org.tropea.metrics;

import org.jspecify.annotations.NullMarked;
