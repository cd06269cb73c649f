package org.tropea.relay.circuit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.flow.MessageWay;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.memory.MemoryUse;
import org.tropea.protocol.memory.Victims;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.message.Xoff;
import org.tropea.protocol.message.Xon;
import org.tropea.protocol.stream.DirectoryCircuit;
import org.tropea.protocol.stream.StreamReads;
import org.tropea.protocol.stream.StreamTurns;
import org.tropea.protocol.stream.TorStream;
import org.tropea.protocol.stream.WayCarrier;
import org.tropea.relay.defence.FloodDefence;
import org.tropea.relay.defence.StreamLimit;

/**
 * The streams that end here, of one circuit or one conflux set, which they have for themselves.
 * Confined to its loop.
 */
final class IncomingStreams implements RelayRider, WayCarrier, DirectoryCircuit {
  private static final Logger log = LoggerFactory.getLogger(IncomingStreams.class);

  // A relay of C tor that begins may send 84 requests for descriptors to one directory at once.
  private static final int MAX_DIRECTORY_STREAMS = 128;

  private final WayBack back;
  private final RelayServices services;
  private final Map<Integer, TorStream> streams = new HashMap<>();
  private final StreamReads reads = new StreamReads();
  private final StreamLimit outward;
  private final StreamLimit toDirectory;
  private int directories;
  private boolean hadServiceTurn;

  IncomingStreams(WayBack back, RelayServices services) {
    this.back = back;
    this.services = services;
    FloodDefence defence = services.rules().defence();
    outward = defence.streams();
    toDirectory = defence.directories();
  }

  // What the streams need.

  @Override
  public MessageWay way() {
    return back;
  }

  @Override
  public void ended(TorStream stream) {
    streams.remove(stream.streamId(), stream);
  }

  // What a directory server asks.

  @Override
  public boolean isSingleHop() {
    return back.peer() == null;
  }

  @Override
  public boolean takeServiceTurn() {
    boolean first = !hadServiceTurn;
    hadServiceTurn = true;
    if (!first) {
      services.watch().serviceTurnRefused();
    }
    return first;
  }

  @Override
  public void destroy(DestroyReason reason) {
    back.destroy(reason);
  }

  // What the circuit tells.

  @Override
  public Addressee addressee(int streamId) {
    return streams.containsKey(streamId) ? Addressee.STREAM : Addressee.NO_STREAM;
  }

  @Override
  public void onBegin(int streamId, Begin begin) throws CircuitException {
    EndReason refusal = services.rules().refusal(back.peer());
    if (refusal != null) {
      begin(streamId, stream -> stream.end(End.of(refusal)));
    } else if (isRefused(outward)) {
      begin(streamId, IncomingStreams::endExcess);
    } else {
      begin(streamId, stream -> services.streams().onBegin(stream, begin));
    }
  }

  @Override
  public void onBeginDir(int streamId) throws CircuitException {
    if (isRefused(toDirectory)) {
      begin(streamId, IncomingStreams::endExcess);
    } else {
      begin(streamId, this::beginDirectory);
    }
  }

  private boolean isRefused(StreamLimit limit) throws CircuitException {
    StreamLimit.Answer answer = limit.next(loop().ticker().nanoTime());
    if (answer == StreamLimit.Answer.CLOSE) {
      throw new CircuitException(DestroyReason.RESOURCE_LIMIT, "too many streams on a circuit");
    }
    return answer == StreamLimit.Answer.REFUSE;
  }

  /** As C tor: by a reason that does not make its origin think the exit unfit. */
  private static void endExcess(TorStream stream) {
    stream.end(End.of(EndReason.MISC));
  }

  private void begin(int streamId, Consumer<TorStream> acceptor) {
    TorStream stream = TorStream.incoming(this, streamId);
    streams.put(streamId, stream);
    stream.register();
    try {
      acceptor.accept(stream);
    } catch (RuntimeException | Error e) {
      log.error("Bug: a stream ends", e);
      stream.end(End.of(EndReason.INTERNAL));
    }
  }

  private void beginDirectory(TorStream stream) {
    if (directories == MAX_DIRECTORY_STREAMS) {
      stream.end(End.of(EndReason.RESOURCE_LIMIT));
      return;
    }
    directories++;
    services.watch().directoryStream();
    stream.closeFuture().addListener(closed -> directories--);
    services.streams().onBeginDirectory(stream, this);
  }

  @Override
  public void onResolve(int streamId, Resolve resolve) throws CircuitException {
    if (isRefused(outward)) {
      answer(streamId, Resolved.failed());
      return;
    }
    try {
      services.streams().onResolve(loop(), resolve, answer -> answer(streamId, answer));
    } catch (RuntimeException | Error e) {
      log.error("Bug: a name is not resolved", e);
      answer(streamId, Resolved.failed());
    }
  }

  private void answer(int streamId, RelayMessage answer) {
    send(streamId, answer);
    flush();
  }

  /** DATA of nothing is dropped, as by C tor. */
  @Override
  public void onMessage(int streamId, RelayMessage message) throws CircuitException {
    TorStream stream = streams.get(streamId);
    if (stream == null || (message instanceof Data data && data.length() == 0)) {
      return;
    }
    try {
      stream.receive(message);
      reads.add(stream);
    } catch (DecodeException e) {
      if (message instanceof Xoff || message instanceof Xon) {
        // C tor's exits pass over those that may not come.
        return;
      }
      throw new CircuitException(DestroyReason.PROTOCOL, e.getMessage());
    } catch (RuntimeException | Error e) {
      log.error("Bug: a stream ends", e);
      stream.end(End.of(EndReason.INTERNAL));
    }
  }

  @Override
  public boolean onUnreadable(int streamId, int command, ByteReader contents) {
    if (command == RelayCommand.BEGIN) {
      answer(streamId, End.of(Begin.refusal(contents)));
      return true;
    } else if (command == RelayCommand.RESOLVE) {
      answer(streamId, Resolved.failed());
      return true;
    }
    return command == RelayCommand.XON;
  }

  @Override
  public MemoryUse memory() {
    return services.conflux().memory().use();
  }

  @Override
  public void offer(Object circuit, Victims victims) {
    streams.values().forEach(each -> each.offer(circuit, victims));
  }

  @Override
  public boolean isIdle() {
    return streams.isEmpty();
  }

  @Override
  public void onReadComplete() {
    reads.complete();
  }

  @Override
  public void onRoom() {
    StreamTurns.resume(streams.values(), services.random(), this);
  }

  @Override
  public void onClosed() {
    List<TorStream> all = List.copyOf(streams.values());
    streams.clear();
    for (TorStream stream : all) {
      stream.endedBy(EndReason.DESTROY);
      // A host got all that came. Nobody else is waited for: a request has no more to be read.
      Unwatched.close(stream);
    }
  }
}
