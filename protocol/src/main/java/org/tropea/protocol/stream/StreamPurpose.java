package org.tropea.protocol.stream;

/** What a stream is asked for. */
public enum StreamPurpose {
  /** A program's connection to a host. */
  USER,
  /** A request of this node to a directory. */
  DIRECTORY
}
