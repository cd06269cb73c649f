package org.tropea.protocol.conflux;

/** A circuit, as its set sees it. On the set's loop. */
public interface Leg {
  /** Whether a DATA message may be sent on it now: both its flow and its channel have room. */
  boolean canSendData();

  /** Whether so many DATA messages are unanswered that a SENDME is owed for some. */
  boolean awaitsSendme();
}
