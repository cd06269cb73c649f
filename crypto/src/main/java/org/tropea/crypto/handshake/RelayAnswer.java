package org.tropea.crypto.handshake;

/**
 * What a relay has after a handshake.
 *
 * @param reply to send back, in CREATED_FAST or CREATED2
 * @param keys the same bytes the client will have
 */
public record RelayAnswer(byte[] reply, KeyStream keys) {}
