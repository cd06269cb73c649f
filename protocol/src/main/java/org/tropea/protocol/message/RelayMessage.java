package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/**
 * What a circuit carries (tor-spec 6), without the header of its relay cell. Immutable, but for
 * {@link Data}.
 *
 * <p>Bytes behind the fields are ignored, as C tor does, so that fields can be added one day.
 */
public sealed interface RelayMessage
    permits Begin,
        BeginDir,
        Data,
        End,
        Connected,
        Sendme,
        Extend2,
        Extended2,
        Truncate,
        Truncated,
        Drop,
        Resolve,
        Resolved,
        ConfluxLink,
        ConfluxLinked,
        ConfluxLinkedAck,
        ConfluxSwitch,
        Xoff,
        Xon,
        EstablishIntro,
        EstablishRendezvous,
        Introduce1,
        Introduce2,
        Rendezvous1,
        Rendezvous2,
        IntroEstablished,
        RendezvousEstablished,
        IntroduceAck,
        UnknownMessage {

  /** One of {@link RelayCommand}, or a number that has no name yet. */
  int command();

  /**
   * Tells it to {@code receiver}, by the method for its kind.
   *
   * @param streamId of {@link AddressedMessage}
   * @throws CircuitException when the circuit has to die of it
   */
  void tell(int streamId, MessageReceiver receiver) throws CircuitException;

  /** Writes the body. */
  void write(ByteWriter writer);

  /**
   * Reads {@code length} bytes of {@code cellBody} from {@code offset} on.
   *
   * @throws DecodeException for a malformed body; whether stream or circuit dies of it depends on
   *     the command
   */
  static RelayMessage read(int command, byte[] cellBody, int offset, int length)
      throws DecodeException {
    if (command == RelayCommand.DATA) {
      return new Data(cellBody, offset, length);
    }
    ByteReader reader = new ByteReader(cellBody, offset, length);
    return switch (command) {
      case RelayCommand.BEGIN -> Begin.read(reader);
      case RelayCommand.BEGIN_DIR -> new BeginDir();
      case RelayCommand.END -> End.read(reader);
      case RelayCommand.CONNECTED -> Connected.read(reader);
      case RelayCommand.SENDME -> Sendme.read(reader);
      case RelayCommand.EXTEND2 -> Extend2.read(reader);
      case RelayCommand.EXTENDED2 -> Extended2.read(reader);
      case RelayCommand.TRUNCATE -> Truncate.read(reader);
      case RelayCommand.TRUNCATED -> Truncated.read(reader);
      case RelayCommand.DROP -> new Drop();
      case RelayCommand.RESOLVE -> Resolve.read(reader);
      case RelayCommand.RESOLVED -> Resolved.read(reader);
      case RelayCommand.CONFLUX_LINK -> ConfluxLink.read(reader);
      case RelayCommand.CONFLUX_LINKED -> ConfluxLinked.read(reader);
      case RelayCommand.CONFLUX_LINKED_ACK -> new ConfluxLinkedAck();
      case RelayCommand.CONFLUX_SWITCH -> ConfluxSwitch.read(reader);
      case RelayCommand.XOFF -> new Xoff();
      case RelayCommand.XON -> Xon.read(reader);
      case RelayCommand.ESTABLISH_INTRO -> EstablishIntro.read(reader);
      case RelayCommand.ESTABLISH_RENDEZVOUS -> EstablishRendezvous.read(reader);
      case RelayCommand.INTRODUCE1 -> Introduce1.read(reader);
      case RelayCommand.INTRODUCE2 -> Introduce2.read(reader);
      case RelayCommand.RENDEZVOUS1 -> Rendezvous1.read(reader);
      case RelayCommand.RENDEZVOUS2 -> Rendezvous2.read(reader);
      case RelayCommand.INTRO_ESTABLISHED -> IntroEstablished.read(reader);
      case RelayCommand.RENDEZVOUS_ESTABLISHED -> new RendezvousEstablished();
      case RelayCommand.INTRODUCE_ACK -> IntroduceAck.read(reader);
      default -> new UnknownMessage(command);
    };
  }
}
