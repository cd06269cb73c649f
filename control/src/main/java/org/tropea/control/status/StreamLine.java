package org.tropea.control.status;

import io.netty.util.NetUtil;
import org.tropea.protocol.stream.StreamFacts;
import org.tropea.protocol.stream.StreamPurpose;

/**
 * A stream that this node asked for, as controllers are told of it. Immutable.
 *
 * @param circuit the number of the circuit that it is on; 0 for none
 * @param connected whether the other side is
 */
record StreamLine(StreamFacts facts, long circuit, boolean connected) {
  /** What it is doing, as GETINFO says it. */
  String state() {
    return connected ? "SUCCEEDED" : circuit > 0 ? "SENTCONNECT" : "NEW";
  }

  /** Where it goes. */
  String target() {
    String host = facts.host();
    return (NetUtil.isValidIpV6Address(host) ? "[" + host + "]" : host) + ":" + facts.port();
  }

  /** Why it was asked for. */
  String purpose() {
    return facts.purpose() == StreamPurpose.DIRECTORY ? "DIR_FETCH" : "USER";
  }
}
