/** What is said to whoever runs a node, and how often. */
@NullMarked
package org.tropea.protocol.notice;

import org.jspecify.annotations.NullMarked;
