package org.tropea.relay.circuit;

import org.tropea.crypto.handshake.RelayAnswer;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.message.HopRequest;

/**
 * A handshake that was answered.
 *
 * @param granted what the client gets of what it asked for
 * @param fast whether it was CREATE_FAST, which has one more secret in its reply
 * @param rules how much may be sent, as the network said when it was answered
 */
record Answered(RelayAnswer answer, HopRequest granted, boolean fast, FlowRules rules) {
  /** Of a handshake that agrees on nothing but keys. */
  static Answered plain(RelayAnswer answer) {
    return new Answered(answer, HopRequest.NOTHING, false, FlowRules.UNKNOWN);
  }

  /** Of CREATE_FAST. */
  static Answered fast(RelayAnswer answer) {
    return new Answered(answer, HopRequest.NOTHING, true, FlowRules.UNKNOWN);
  }
}
