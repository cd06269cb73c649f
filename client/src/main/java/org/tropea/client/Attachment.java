package org.tropea.client;

/** What came of the wish to give a stream a circuit. */
public enum Attachment {
  /** It has it. */
  DONE,
  /** There is no stream of that number. */
  UNKNOWN_STREAM,
  /** The stream is connected, or waits for a circuit that the client chooses. */
  NOT_MANAGED,
  /** The circuit is not built, or no streams to hosts can be on it. */
  NOT_OPEN,
  /** The stream would leave by the first relay, which knows whose it is. */
  ONE_HOP,
  /** The circuit does not pass so many relays. */
  NO_SUCH_HOP
}
