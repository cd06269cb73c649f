/**
 * A whole network in one JVM: authorities, relays and clients, each as real as one that runs alone.
 *
 * <p>Not here: what the nodes do (authority, relay, proxy), and the command in front (command).
 */
@NullMarked
package org.tropea.network;

import org.jspecify.annotations.NullMarked;
