package org.tropea.protocol.cell;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/**
 * What a channel carries (tor-spec 3), without its frame. Immutable, but for {@link Relay}.
 *
 * <p>What stands behind the fields, in the padding of a cell, is ignored as the specification asks.
 */
public sealed interface Cell
    permits Padding,
        Vpadding,
        Versions,
        Certs,
        AuthChallenge,
        Authenticate,
        Netinfo,
        CreateFast,
        CreatedFast,
        Create2,
        Created2,
        Relay,
        Destroy,
        PaddingNegotiate,
        UnknownCell {

  /** The circuit this belongs to, 32 bits; 0 for the channel's own cells. */
  int circuitId();

  /** One of {@link CellCommand}, or a number that has no name yet. */
  int command();

  /** Writes the meaningful bytes; whoever frames the cell pads a fixed-length one with zeros. */
  void writeBody(ByteWriter writer);

  /**
   * Reads the body of a cell.
   *
   * @param body 509 bytes, or all of a variable-length body; {@link Relay} keeps it without copying
   * @throws DecodeException for a malformed body: it kills the circuit of a CREATE2 or CREATED2,
   *     else the channel
   */
  static Cell read(int circuitId, int command, byte[] body) throws DecodeException {
    if (!CellCommand.isVariableLength(command) && body.length != CellCommand.BODY_LENGTH) {
      throw new IllegalArgumentException("a fixed-length cell has a body of 509 bytes");
    }
    if (command == CellCommand.RELAY || command == CellCommand.RELAY_EARLY) {
      // Nearly all that comes: nothing of it is read here.
      return new Relay(circuitId, command == CellCommand.RELAY_EARLY, body);
    }
    ByteReader reader = new ByteReader(body);
    return switch (command) {
      case CellCommand.PADDING -> new Padding();
      case CellCommand.VPADDING -> new Vpadding(body.length);
      case CellCommand.VERSIONS -> Versions.read(reader);
      case CellCommand.CERTS -> {
        refuseCircuit(circuitId, command);
        yield Certs.read(reader);
      }
      case CellCommand.AUTH_CHALLENGE -> {
        refuseCircuit(circuitId, command);
        yield AuthChallenge.read(reader);
      }
      case CellCommand.AUTHENTICATE -> Authenticate.read(reader);
      case CellCommand.NETINFO -> Netinfo.read(reader);
      case CellCommand.CREATE_FAST -> CreateFast.read(circuitId, reader);
      case CellCommand.CREATED_FAST -> CreatedFast.read(circuitId, reader);
      case CellCommand.CREATE2 -> Create2.read(circuitId, reader);
      case CellCommand.CREATED2 -> Created2.read(circuitId, reader);
      case CellCommand.DESTROY -> Destroy.read(circuitId, reader);
      case CellCommand.PADDING_NEGOTIATE -> PaddingNegotiate.read(reader);
      default -> new UnknownCell(circuitId, command);
    };
  }

  // C tor refuses a circuit id in these two and ignores it in the channel's other cells.
  private static void refuseCircuit(int circuitId, int command) throws DecodeException {
    if (circuitId != 0) {
      throw new DecodeException(CellCommand.name(command) + " names a circuit");
    }
  }
}
