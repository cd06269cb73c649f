package org.tropea.client.path;

import org.tropea.client.guard.CircuitGuard;

/** A path, and the guard that it begins with, which is told what comes of it. */
public record GuardedPath(Path path, CircuitGuard guard) {}
