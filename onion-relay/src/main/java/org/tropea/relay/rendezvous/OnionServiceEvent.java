package org.tropea.relay.rendezvous;

/** What becomes of the messages of onion services and their clients, by C tor's words. */
public enum OnionServiceEvent {
  INTRODUCING(Message.ESTABLISH_INTRO, "success"),
  INTRODUCING_MALFORMED(Message.ESTABLISH_INTRO, "malformed"),
  INTRODUCING_UNSUITABLE(Message.ESTABLISH_INTRO, "unsuitable_circuit"),
  INTRODUCING_DEAD(Message.ESTABLISH_INTRO, "circuit_dead"),
  AWAITING(Message.ESTABLISH_RENDEZVOUS, "success"),
  AWAITING_UNSUITABLE(Message.ESTABLISH_RENDEZVOUS, "unsuitable_circuit"),
  AWAITING_SINGLE_HOP(Message.ESTABLISH_RENDEZVOUS, "single_hop"),
  AWAITING_MALFORMED(Message.ESTABLISH_RENDEZVOUS, "malformed"),
  AWAITING_SAME_COOKIE(Message.ESTABLISH_RENDEZVOUS, "duplicate_cookie"),
  AWAITING_DEAD(Message.ESTABLISH_RENDEZVOUS, "circuit_dead"),
  INTRODUCED(Message.INTRODUCE1, "success"),
  INTRODUCED_DEAD(Message.INTRODUCE1, "circuit_dead"),
  INTRODUCED_MALFORMED(Message.INTRODUCE1, "malformed"),
  INTRODUCED_TO_NOBODY(Message.INTRODUCE1, "unknown_service"),
  INTRODUCED_TOO_OFTEN(Message.INTRODUCE1, "rate_limited"),
  INTRODUCED_AGAIN(Message.INTRODUCE1, "circuit_reused"),
  INTRODUCED_SINGLE_HOP(Message.INTRODUCE1, "single_hop"),
  JOINED(Message.RENDEZVOUS1, "success"),
  JOINED_UNSUITABLE(Message.RENDEZVOUS1, "unsuitable_circuit"),
  JOINED_MALFORMED(Message.RENDEZVOUS1, "malformed"),
  JOINED_TO_NOBODY(Message.RENDEZVOUS1, "unknown_cookie"),
  JOINED_DEAD(Message.RENDEZVOUS1, "circuit_dead");

  private final Message message;
  private final String action;

  /** The messages that services and clients send to a relay (rend-spec 3.1, 3.2, 4.1, 4.2). */
  public enum Message {
    ESTABLISH_INTRO,
    ESTABLISH_RENDEZVOUS,
    INTRODUCE1,
    RENDEZVOUS1
  }

  OnionServiceEvent(Message message, String action) {
    this.message = message;
    this.action = action;
  }

  /** Of which message. */
  public Message message() {
    return message;
  }

  /** What became of it, as C tor's metrics have it. */
  public String action() {
    return action;
  }
}
