package org.tropea.relay.circuit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.VerifiedPeer;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.stream.StreamCarrier;
import org.tropea.protocol.stream.StreamReads;
import org.tropea.protocol.stream.StreamTurns;
import org.tropea.protocol.stream.TorStream;

/** The streams that end here, of one circuit, by number. Confined to the circuit's loop. */
final class IncomingStreams {
  private static final Logger log = LoggerFactory.getLogger(IncomingStreams.class);

  // A relay of C tor that begins may send 84 requests for descriptors to one directory at once.
  private static final int MAX_DIRECTORY_STREAMS = 128;

  private final StreamCarrier carrier;
  private final RelayServices services;
  private final Map<Integer, TorStream> streams = new HashMap<>();
  private final StreamReads reads = new StreamReads();
  private int directories;

  IncomingStreams(StreamCarrier carrier, RelayServices services) {
    this.carrier = carrier;
    this.services = services;
  }

  /** The stream of this number; null where there is none, as for the circuit's own 0. */
  @Nullable TorStream get(int streamId) {
    return streamId == 0 ? null : streams.get(streamId);
  }

  boolean isEmpty() {
    return streams.isEmpty();
  }

  /** A BEGIN or BEGIN_DIR came by {@code peer}; null where that is a client. */
  void begin(int streamId, RelayMessage message, @Nullable VerifiedPeer peer) {
    TorStream stream = TorStream.incoming(carrier, streamId);
    streams.put(streamId, stream);
    carrier.loop().register(stream);
    try {
      begin(stream, message, peer);
    } catch (RuntimeException | Error e) {
      log.error("Bug: a stream ends", e);
      stream.end(End.of(EndReason.INTERNAL));
    }
  }

  private void begin(TorStream stream, RelayMessage message, @Nullable VerifiedPeer peer) {
    if (message instanceof BeginDir) {
      beginDirectory(stream);
      return;
    }
    EndReason refusal = services.rules().refusal(peer);
    if (refusal == null) {
      services.streams().onBegin(stream, (Begin) message);
    } else {
      stream.end(End.of(refusal));
    }
  }

  private void beginDirectory(TorStream stream) {
    if (directories == MAX_DIRECTORY_STREAMS) {
      stream.end(End.of(EndReason.RESOURCE_LIMIT));
      return;
    }
    directories++;
    stream.closeFuture().addListener(closed -> directories--);
    services.streams().onBeginDirectory(stream);
  }

  void resolve(int streamId, Resolve resolve) {
    try {
      services.streams().onResolve(carrier.loop(), resolve, answer -> answer(streamId, answer));
    } catch (RuntimeException | Error e) {
      log.error("Bug: a name is not resolved", e);
      answer(streamId, Resolved.failed());
    }
  }

  private void answer(int streamId, Resolved answer) {
    carrier.send(streamId, answer);
    carrier.flush();
  }

  /** A message of a stream came; DATA of nothing is dropped, as by C tor. */
  void receive(TorStream stream, RelayMessage message) throws CircuitException {
    if (message instanceof Data data && data.length() == 0) {
      return;
    }
    try {
      stream.receive(message);
      reads.add(stream);
    } catch (DecodeException e) {
      throw new CircuitException(DestroyReason.PROTOCOL, e.getMessage());
    } catch (RuntimeException | Error e) {
      log.error("Bug: a stream ends", e);
      stream.end(End.of(EndReason.INTERNAL));
    }
  }

  void onReadComplete() {
    reads.complete();
  }

  void remove(TorStream stream) {
    streams.remove(stream.streamId(), stream);
  }

  /** Lets them go on writing. */
  void resume() {
    StreamTurns.resume(streams.values(), services.random(), carrier);
  }

  /** The circuit is gone. */
  void close() {
    List<TorStream> all = List.copyOf(streams.values());
    streams.clear();
    for (TorStream stream : all) {
      stream.endedBy(EndReason.DESTROY);
      // A host got all that came. Nobody else is waited for: a request has no more to be read.
      stream.close();
    }
  }
}
