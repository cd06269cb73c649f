package org.tropea.protocol.message;

import java.security.SecureRandom;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;

/**
 * How a relay message lies in the 509 bytes of a relay cell's body (tor-spec 6.1). A hop is made
 * with one. Immutable, for any thread.
 *
 * <p>What proves who sealed a cell belongs to the onion layer, which sets and checks it.
 */
public sealed interface RelayCellFormat permits RelayCellFormat0, RelayCellFormat1 {
  /** The most data of a stream in one cell, in bytes. */
  int maxData();

  /** Where the data of a stream begins, in bytes from the start of the body. */
  int dataOffset();

  /**
   * An array in which data, written at {@link #dataOffset}, is where a cell has it, so that packing
   * it copies nothing; the array becomes the body.
   */
  byte[] bodyForData();

  /**
   * A body that is not sealed yet. What follows the message cannot be predicted (proposal 289).
   *
   * @throws IllegalArgumentException when the message is longer than a cell
   */
  byte[] pack(int streamId, RelayMessage message, SecureRandom random);

  /**
   * The message in a body that the onion layer has recognized; {@link Data} points into it.
   *
   * @throws DecodeException when it holds none that can be read
   */
  AddressedMessage unpack(byte[] body) throws DecodeException;

  /** The command of a body, whatever the rest of it is. */
  int command(byte[] body);

  /** The stream number of a body, whatever the rest of it is. */
  int streamId(byte[] body);

  /** Whether a body holds all of the message that it says it holds. */
  boolean fits(byte[] body);

  /** The message's own bytes in a body of which {@link #fits} holds. */
  ByteReader contents(byte[] body);
}
