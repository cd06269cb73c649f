package org.tropea.directory.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tropea.protocol.flow.CircuitFlow;
import org.tropea.protocol.flow.FakeSignals;
import org.tropea.protocol.flow.SendmeVersions;
import org.tropea.protocol.flow.StreamFlow;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayCellFormat0;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.stream.StreamCarrier;
import org.tropea.protocol.stream.TorStream;

/**
 * A program of its own, for its memory is to be measured: a directory server that is asked for a
 * megabyte by each of 2,000 BEGIN_DIR streams whose clients read nothing. Prints the growth of its
 * resident memory in KiB, and how many bytes an honest client got then.
 */
final class UnreadStreams {
  private static final int STREAMS = 2_000;
  private static final int STREAMS_A_CIRCUIT = 125;
  private static final int WINDOW = 1_000;
  private static final byte[] REQUEST =
      "GET /tor/x HTTP/1.0\r\nAccept-Encoding: x-zstd\r\n\r\n".getBytes(US_ASCII);

  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final DirectoryServer server;
  private final List<TorStream> streams = new ArrayList<>();

  private UnreadStreams() {
    byte[] document = new byte[1 << 20];
    new Random(1).nextBytes(document);
    ServedDocument served = ServedDocument.of(Bytes.copyFrom(document));
    server =
        new DirectoryServer(
            query -> Answer.spooled(List.of(served), Duration.ZERO), InstantSource.system());
  }

  /** A circuit whose origin acknowledges nothing. */
  private final class Circuit implements StreamCarrier {
    private int room;
    private long bytes;

    Circuit(int room) {
      this.room = room;
    }

    TorStream begin(int streamId) throws Exception {
      TorStream stream = TorStream.incoming(this, streamId);
      stream.register();
      stream.accept(new Connected(null, 0));
      server.install(stream, null);
      stream.config().setAutoRead(true);
      stream.receive(new Data(REQUEST, 0, REQUEST.length));
      stream.onReadComplete();
      loop.runPendingTasks();
      return stream;
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
      return CircuitFlow.fixedWindows(() -> SendmeVersions.USUAL).newStream(new FakeSignals());
    }

    @Override
    public boolean canSendData() {
      return room > 0;
    }

    @Override
    public void send(int streamId, RelayMessage message) {
      if (message instanceof Data data) {
        room--;
        bytes += data.length();
      }
    }

    @Override
    public void awaitRoom() {}

    @Override
    public void flush() {}

    @Override
    public void ended(TorStream stream) {}
  }

  public static void main(String[] arguments) throws Exception {
    UnreadStreams program = new UnreadStreams();
    program.ask(50);
    program.end();
    long before = program.resident();
    program.ask(STREAMS);
    long after = program.resident();
    Circuit honest = program.new Circuit(Integer.MAX_VALUE);
    program.streams.add(honest.begin(1));
    System.out.println((after - before) + " " + honest.bytes);
    program.end();
  }

  private void ask(int count) throws Exception {
    Circuit circuit = new Circuit(WINDOW);
    for (int i = 0; i < count; i++) {
      if (i % STREAMS_A_CIRCUIT == 0) {
        circuit = new Circuit(WINDOW);
      }
      streams.add(circuit.begin(1 + i % STREAMS_A_CIRCUIT));
    }
  }

  private void end() {
    streams.forEach(Unwatched::close);
    streams.clear();
    loop.runPendingTasks();
  }

  private long resident() throws IOException {
    System.gc();
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no VmRSS");
  }
}
