package org.tropea.protocol.stream;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.flow.CircuitFlow;
import org.tropea.protocol.flow.FakeSignals;
import org.tropea.protocol.flow.SendmeVersions;
import org.tropea.protocol.flow.StreamFlow;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayCellFormat0;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Sendme;

/** A circuit that a test holds in its hands: writes down what its streams send. */
public final class FakeCarrier implements StreamCarrier {
  static final int STREAM = 7;

  final List<RelayMessage> sent = new ArrayList<>();
  final List<TorStream> ended = new ArrayList<>();

  /** How many of {@link #sent} were flushed. */
  int flushed;

  /** DATA cells that the circuit still takes. */
  int room = Integer.MAX_VALUE;

  /** What a flush leads to while the stream is in the middle of writing. */
  Runnable onFlush = () -> {};

  /** Bytes in the DATA cells so far. */
  int dataBytes;

  /** What the flow of the next stream is. */
  Supplier<StreamFlow> flow =
      () -> CircuitFlow.fixedWindows(() -> SendmeVersions.USUAL).newStream(new FakeSignals());

  private final EmbeddedChannel loop;

  /** On the loop of this channel. */
  public FakeCarrier(EmbeddedChannel loop) {
    this.loop = loop;
  }

  /** A stream whose BEGIN was sent. */
  public TorStream begin() {
    TorStream stream = TorStream.outgoing(this, STREAM);
    stream.register();
    loop.runPendingTasks();
    return stream;
  }

  /** A stream that the other side has accepted. */
  public TorStream open() {
    TorStream stream = begin();
    receive(stream, new Connected(null, 0));
    return stream;
  }

  /** Hands a stream a message, which it must accept. */
  public void receive(TorStream stream, RelayMessage message) {
    try {
      stream.receive(message);
      stream.onReadComplete();
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
    run();
  }

  /** Hands a stream as many full DATA cells. */
  void receiveData(TorStream stream, int cells) {
    for (int i = 0; i < cells; i++) {
      receive(stream, new Data(new byte[498], 0, 498));
    }
  }

  void run() {
    loop.runPendingTasks();
  }

  long sendmes() {
    return sent.stream().filter(Sendme.class::isInstance).count();
  }

  long dataCells() {
    return sent.stream().filter(Data.class::isInstance).count();
  }

  /** The ENDs, which can only be the last thing sent. */
  public List<End> ends() {
    return sent.stream().filter(End.class::isInstance).map(End.class::cast).toList();
  }

  /** All bytes that were sent. */
  public byte[] data() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (RelayMessage message : sent) {
      if (message instanceof Data data) {
        bytes.write(data.array(), data.offset(), data.length());
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public EventLoop loop() {
    return loop.eventLoop();
  }

  @Override
  public RelayCellFormat format() {
    return RelayCellFormat0.INSTANCE;
  }

  @Override
  public StreamFlow newStreamFlow() {
    return flow.get();
  }

  @Override
  public boolean canSendData() {
    return room > 0;
  }

  @Override
  public void awaitRoom() {
    // The test resumes the stream.
  }

  @Override
  public void send(int streamId, RelayMessage message) {
    if (streamId != STREAM) {
      throw new AssertionError("another stream's message");
    }
    if (message instanceof Data data) {
      room--;
      dataBytes += data.length();
    }
    sent.add(message);
  }

  @Override
  public void flush() {
    flushed = sent.size();
    onFlush.run();
  }

  @Override
  public void ended(TorStream stream) {
    ended.add(stream);
  }
}
