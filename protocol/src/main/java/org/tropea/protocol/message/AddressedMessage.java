package org.tropea.protocol.message;

/**
 * A message and the stream it is for.
 *
 * @param streamId 1 to 65535, or 0 for the circuit itself; which of them fits is not checked here
 */
public record AddressedMessage(int streamId, RelayMessage message) {}
