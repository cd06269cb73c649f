package org.tropea.network;

/** What became of a node so far. */
public enum NodeState {
  /** Not started yet, or stopped, or killed: it has no sockets and no threads. */
  DOWN,
  /** Making keys, opening its ports. */
  STARTING,
  /** It runs. */
  UP,
  /** It runs, and the newest consensus lists it; or, a client, it has a circuit. */
  READY,
  /** Its sockets are open and nothing answers. */
  PAUSED,
  /** It could not be started. */
  FAILED
}
