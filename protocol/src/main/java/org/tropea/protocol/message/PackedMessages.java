package org.tropea.protocol.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;

/**
 * What the cells of one sender hold where messages are packed and fragmented (proposal 340): behind
 * the tag of format 1, several messages in one cell, and messages that go on in the next.
 *
 * <p>Keeps at most one message that has not come whole, of {@link #MAX_LENGTH} bytes. No
 * subprotocol number asks for it yet, so no hop agrees on it and no peer reaches it; {@code
 * docs/decisions/packed-messages.md} has the why. Confined to the loop of its circuit.
 */
final class PackedMessages {
  /** The longest message, in bytes: what a cell of format 0 holds. */
  static final int MAX_LENGTH = 498;

  private static final int BODY_LENGTH = 509;
  private static final int TAG_LENGTH = 16;

  /** Command (1) and length (2); a stream number (2) may follow. */
  private static final int HEADER_LENGTH = 3;

  private @Nullable Fragment fragment;

  /**
   * A message as it came.
   *
   * @param early whether its header came in a RELAY_EARLY cell
   */
  record Arrived(AddressedMessage addressed, boolean early) {}

  /** A message whose end has not come. */
  private static final class Fragment {
    private final int command;
    private final int streamId;
    private final boolean early;
    private final byte[] bytes;
    private int length;

    Fragment(int command, int streamId, boolean early, int whole) {
      this.command = command;
      this.streamId = streamId;
      this.early = early;
      this.bytes = new byte[whole];
    }

    /** Takes what is there of it; how much that was. */
    int take(byte[] body, int from) {
      int more = Math.min(bytes.length - length, BODY_LENGTH - from);
      System.arraycopy(body, from, bytes, length, more);
      length += more;
      return more;
    }

    boolean isWhole() {
      return length == bytes.length;
    }

    Arrived arrived() throws DecodeException {
      RelayMessage message = RelayMessage.read(command, bytes, 0, length);
      return new Arrived(new AddressedMessage(streamId, message), early);
    }
  }

  /**
   * The messages that end in this cell, in their order; {@link Data} points into its body.
   *
   * @param body 509 bytes that the onion layer has recognized
   * @param early whether it is a RELAY_EARLY cell
   * @throws DecodeException when anything in it cannot be: the circuit has to die of it
   */
  List<Arrived> take(byte[] body, boolean early) throws DecodeException {
    List<Arrived> arrived = new ArrayList<>(1);
    int at = TAG_LENGTH;
    Fragment begun = fragment;
    if (begun != null) {
      at += begun.take(body, at);
      if (!begun.isWhole()) {
        return arrived;
      }
      fragment = null;
      arrived.add(begun.arrived());
    } else if (body[at] == 0) {
      throw new DecodeException("a relay cell without any message");
    }
    while (at < BODY_LENGTH && body[at] != 0) {
      at = takeOne(body, at, early, arrived);
    }
    return arrived;
  }

  /** Takes the message whose header begins there; where it ends, or its part in this cell does. */
  private int takeOne(byte[] body, int at, boolean early, List<Arrived> arrived)
      throws DecodeException {
    int command = body[at] & 0xff;
    if (!RelayCommand.isKnown(command)) {
      throw new DecodeException("a message of an unknown command among others");
    }
    boolean isStreams = RelayCommand.isStreams(command);
    int start = at + HEADER_LENGTH + (isStreams ? 2 : 0);
    if (start > BODY_LENGTH) {
      throw new DecodeException("the header of a message is split between cells");
    }
    int length = u16(body, at + 1);
    int streamId = isStreams ? u16(body, at + HEADER_LENGTH) : 0;
    if (length > MAX_LENGTH) {
      throw new DecodeException("a message is longer than any may be");
    }
    if (isStreams && streamId == 0) {
      throw new DecodeException("a message of a stream names none");
    }
    if (length <= BODY_LENGTH - start) {
      RelayMessage message = RelayMessage.read(command, body, start, length);
      arrived.add(new Arrived(new AddressedMessage(streamId, message), early));
      return start + length;
    }
    if (command == RelayCommand.DATA || command == RelayCommand.SENDME) {
      throw new DecodeException("a message goes on in the next cell that may not");
    }
    Fragment begun = new Fragment(command, streamId, early, length);
    fragment = begun;
    return start + begun.take(body, start);
  }

  /** Bytes that are kept for a message whose end has not come. */
  int kept() {
    return fragment == null ? 0 : fragment.bytes.length;
  }

  private static int u16(byte[] body, int offset) {
    return (body[offset] & 0xff) << 8 | (body[offset + 1] & 0xff);
  }
}
