package org.tropea.protocol.circuit;

import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.flow.StreamFlow;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.StreamCarrier;
import org.tropea.protocol.stream.StreamTurns;
import org.tropea.protocol.stream.TorStream;

/**
 * Streams and lookups by number, and those we have ended whose other side does not know yet.
 *
 * <p>Such a half-closed stream may still receive what its window allowed (row F17); anything
 * beyond, and any message on a number that was never used, is a violation. Confined to their loop.
 */
final class StreamTable {
  private static final int MAX_STREAM_ID = 0xffff;

  private final Map<Integer, TorStream> open = new HashMap<>();
  private final Map<Integer, Promise<Resolved>> lookups = new HashMap<>();
  private final Map<Integer, Late> halfClosed = new HashMap<>();
  private final SecureRandom random;
  private int nextId;

  /** What may still arrive on a number that we have ended. */
  private interface Late {
    boolean takes(RelayMessage message);

    /** Whether nothing may follow {@code message}. */
    boolean isOver(RelayMessage message);
  }

  /** A lookup that we have given up: its answer ends it, as an END does. */
  private static final class AbandonedLookup implements Late {
    @Override
    public boolean takes(RelayMessage message) {
      return message instanceof Resolved || message instanceof End;
    }

    @Override
    public boolean isOver(RelayMessage message) {
      return true;
    }
  }

  /** A stream that we have ended. */
  private static final class HalfClosed implements Late {
    private final StreamFlow.HalfClosed flow;
    private boolean mayConnect;

    HalfClosed(TorStream stream) {
      flow = stream.halfClosed();
      mayConnect = !stream.connected().isSuccess();
    }

    @Override
    public boolean takes(RelayMessage message) {
      if (message instanceof Connected) {
        boolean may = mayConnect;
        mayConnect = false;
        return may;
      }
      boolean nothing = message instanceof Data late && late.length() == 0;
      return message instanceof End || (!nothing && flow.takes(message));
    }

    @Override
    public boolean isOver(RelayMessage message) {
      return message instanceof End;
    }
  }

  StreamTable(SecureRandom random) {
    this.random = random;
    nextId = random.nextInt(MAX_STREAM_ID) + 1;
  }

  /** A number that neither an open nor a half-closed stream has. */
  int unusedId() throws StreamException {
    for (int tries = 0; tries < MAX_STREAM_ID; tries++) {
      int id = nextId;
      nextId = nextId == MAX_STREAM_ID ? 1 : nextId + 1;
      if (!open.containsKey(id) && !lookups.containsKey(id) && !halfClosed.containsKey(id)) {
        return id;
      }
    }
    throw new StreamException(EndReason.RESOURCE_LIMIT, "the circuit has no stream number left");
  }

  void add(TorStream stream) {
    open.put(stream.streamId(), stream);
  }

  @Nullable TorStream get(int streamId) {
    return open.get(streamId);
  }

  /** A RESOLVE was sent by this number. */
  void add(int streamId, Promise<Resolved> lookup) {
    lookups.put(streamId, lookup);
  }

  /** The lookup of that number, which is over now; null where there is none. */
  @Nullable Promise<Resolved> endLookup(int streamId) {
    return lookups.remove(streamId);
  }

  /** Nobody wants the answer any more; whether it was still to come. */
  boolean abandonLookup(int streamId) {
    boolean under = lookups.remove(streamId) != null;
    if (under) {
      halfClosed.put(streamId, new AbandonedLookup());
    }
    return under;
  }

  /** What a number stands for. */
  Addressee addressee(int streamId) {
    if (open.containsKey(streamId) || lookups.containsKey(streamId)) {
      return Addressee.STREAM;
    }
    return halfClosed.containsKey(streamId) ? Addressee.ENDED_STREAM : Addressee.NO_STREAM;
  }

  /** Forgets a stream that the other side has ended. */
  void remove(int streamId) {
    open.remove(streamId);
  }

  /** A stream has sent its END: until the other side's END it may still receive. */
  void halfClose(TorStream stream) {
    if (open.remove(stream.streamId(), stream)) {
      halfClosed.put(stream.streamId(), new HalfClosed(stream));
    }
  }

  /** Counts what arrives on a number that no open stream has. */
  void receivedLate(int streamId, RelayMessage message) throws CircuitException {
    Late stream = halfClosed.get(streamId);
    if (stream == null) {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "a message on a stream that was never opened");
    }
    if (!stream.takes(message)) {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "more on an ended stream than could have been on its way");
    }
    if (stream.isOver(message)) {
      halfClosed.remove(streamId);
    }
  }

  /** Lets the streams go on writing. */
  void resume(StreamCarrier carrier) {
    StreamTurns.resume(open.values(), random, carrier);
  }

  List<TorStream> all() {
    return new ArrayList<>(open.values());
  }

  List<Promise<Resolved>> allLookups() {
    return new ArrayList<>(lookups.values());
  }

  boolean isEmpty() {
    return open.isEmpty() && lookups.isEmpty();
  }

  void clear() {
    open.clear();
    lookups.clear();
    halfClosed.clear();
  }
}
