package org.tropea.directory.fetch;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.tropea.crypto.handshake.CreateFastClient;
import org.tropea.crypto.key.Curve25519;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.LinkPhase;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.CircuitStart;
import org.tropea.protocol.circuit.CircuitTally;
import org.tropea.protocol.circuit.HopHandshake;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginWatch;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.StreamEnd;
import org.tropea.protocol.stream.StreamPurpose;
import org.tropea.protocol.stream.StreamRequest;
import org.tropea.protocol.stream.TorStream;

/**
 * Asks relays for documents over circuits of one hop (BEGIN_DIR, row X03).
 *
 * <p>A circuit serves all requests to its relay, and is closed after a minute without one. Confined
 * to its loop.
 */
public final class DirectoryTunnel {
  private static final int IDLE_SECONDS = 60;

  private final EventLoop loop;
  private final ChannelRegistry registry;
  private final Curve25519 curve;
  private final SecureRandom random;
  private final OriginWatch watch;
  private final Executor documents;
  private FlowRules flow = FlowRules.UNKNOWN;
  private final DirectoryClient client;
  private final Map<DirectorySource, Promise<OriginCircuit>> circuits = new HashMap<>();

  /** A tunnel without circuits; big replies are unpacked on {@code documents}. */
  public DirectoryTunnel(
      EventLoop loop,
      ChannelRegistry registry,
      Machine machine,
      OriginWatch watch,
      Executor documents) {
    this.loop = loop;
    this.registry = registry;
    this.curve = machine.curve();
    this.random = machine.random();
    this.watch = watch;
    this.documents = documents;
    this.client = new DirectoryClient(documents);
  }

  /** Goes by these rules from now on, on circuits that are there too. */
  void use(FlowRules newFlow) {
    assert loop.inEventLoop();
    flow = newFlow;
  }

  EventLoop loop() {
    return loop;
  }

  Executor documents() {
    return documents;
  }

  /**
   * Asks {@code source}. Link, circuit, stream and answer share one deadline; whoever misses it is
   * never asked by the same circuit again.
   *
   * @param progress told how the link and the circuit come along
   * @return what it answered; fails when it could not be asked
   */
  Future<DirectoryResponse> get(
      DirectorySource source, DirectoryRequest request, Consumer<BootstrapPhase> progress) {
    assert loop.inEventLoop();
    Promise<DirectoryResponse> done = loop.newPromise();
    InetSocketAddress address = source.target().addresses().get(0);
    StreamRequest asked =
        watch
            .streams()
            .request(StreamPurpose.DIRECTORY, address.getHostString(), address.getPort());
    Promise<OriginCircuit> circuit = circuitTo(source, progress);
    LeastRate deadline =
        LeastRate.start(
            loop,
            LeastRate.Terms.FETCH,
            () -> {
              done.tryFailure(DirectoryException.stalled());
              giveUp(source, circuit);
            });
    done.addListener(
        answered -> {
          deadline.cancel();
          asked.failed(StreamEnd.local(EndReason.TIMEOUT));
        });
    circuit.addListener(
        made -> {
          if (done.isDone()) {
            return;
          }
          if (circuit.isSuccess()) {
            Question question = new Question(source, request, deadline, asked);
            request(circuit.getNow(), question, progress, done);
          } else {
            asked.failed(StreamEnd.local(EndReason.DESTROY));
            done.tryFailure(circuit.cause());
          }
        });
    return done;
  }

  /** What is asked of whom, until when, and by which stream. */
  private record Question(
      DirectorySource source, DirectoryRequest request, LeastRate deadline, StreamRequest asked) {}

  private void request(
      OriginCircuit circuit,
      Question question,
      Consumer<BootstrapPhase> progress,
      Promise<DirectoryResponse> done) {
    TorStream stream;
    try {
      stream = circuit.streams().openDirectory();
    } catch (StreamException e) {
      question.asked().failed(StreamEnd.local(e.reason()));
      done.tryFailure(e);
      return;
    }
    question.asked().sent(circuit.facts().number());
    done.addListener(answered -> Unwatched.close(stream));
    stream
        .connected()
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                question.asked().failed(StreamEnd.of(stream));
                done.tryFailure(connected.cause());
                return;
              }
              question.asked().connected(stream);
              progress.accept(BootstrapPhase.LOADING_STATUS);
              stream.config().setAutoRead(true);
            });
    // Behind its BEGIN_DIR, without waiting for a CONNECTED, as C tor asks (row X13).
    client
        .get(
            stream,
            question.source().target().addresses().get(0),
            question.request(),
            question.deadline())
        .addListener(new PromiseNotifier<>(false, done));
  }

  private void giveUp(DirectorySource source, Promise<OriginCircuit> circuit) {
    circuits.remove(source, circuit);
    if (circuit.isSuccess()) {
      circuit.getNow().destroy(DestroyReason.TIMEOUT);
    } else {
      circuit.tryFailure(DirectoryException.stalled());
    }
  }

  private Promise<OriginCircuit> circuitTo(
      DirectorySource source, Consumer<BootstrapPhase> progress) {
    Promise<OriginCircuit> known = circuits.get(source);
    if (known != null && (!known.isDone() || (known.isSuccess() && known.getNow().isOpen()))) {
      return known;
    }
    Promise<OriginCircuit> created = loop.newPromise();
    CircuitTally tally =
        watch.circuits().launch(CircuitPurpose.DIRECTORY, List.of(source.target()));
    circuits.put(source, created);
    created.addListener(
        done -> {
          if (!done.isSuccess()) {
            // Where the circuit had no other end: whoever waited for it has waited too long.
            tally.end(DestroyReason.TIMEOUT);
            circuits.remove(source, created);
          }
        });
    registry
        .channelTo(source.target(), phase -> report(phase, progress))
        .addListener(
            (Future<TorChannel> opened) -> {
              if (created.isDone()) {
                return;
              }
              if (!opened.isSuccess()) {
                tally.end(DestroyReason.CHANNEL_CLOSED);
                created.tryFailure(DirectoryException.unreachable(opened.cause().getMessage()));
                return;
              }
              progress.accept(BootstrapPhase.ONEHOP_CREATE);
              Future<OriginCircuit> making = create(opened.getNow(), source, tally);
              await(making, source, created, progress);
            });
    return created;
  }

  private void await(
      Future<OriginCircuit> making,
      DirectorySource source,
      Promise<OriginCircuit> created,
      Consumer<BootstrapPhase> progress) {
    // Whoever gives up on the circuit gives its place on the channel back.
    created.addListener(given -> making.cancel(false));
    making.addListener(
        (Future<OriginCircuit> done) -> {
          if (!done.isSuccess()) {
            created.tryFailure(done.cause());
          } else if (created.isDone()) {
            done.getNow().destroy();
          } else {
            progress.accept(BootstrapPhase.REQUESTING_STATUS);
            closeWhenIdle(source, created, done.getNow());
            created.setSuccess(done.getNow());
          }
        });
  }

  private Future<OriginCircuit> create(
      TorChannel channel, DirectorySource source, CircuitTally tally) {
    CircuitStart start = new CircuitStart(tally, () -> flow, random);
    return source.onionKey() == null
        ? OriginCircuit.createFast(channel, new CreateFastClient(random), start)
        : OriginCircuit.create2(
            channel,
            HopHandshake.with(curve, source.target(), source.onionKey(), source.asked(), random),
            start);
  }

  private void closeWhenIdle(
      DirectorySource source, Promise<OriginCircuit> created, OriginCircuit circuit) {
    Future<?> check =
        loop.scheduleWithFixedDelay(
            () -> {
              if (circuit.streams().isIdle()) {
                circuit.destroy(DestroyReason.FINISHED);
              }
            },
            IDLE_SECONDS,
            IDLE_SECONDS,
            TimeUnit.SECONDS);
    circuit
        .closed()
        .addListener(
            done -> {
              check.cancel(false);
              circuits.remove(source, created);
            });
  }

  private static void report(LinkPhase phase, Consumer<BootstrapPhase> progress) {
    if (phase == LinkPhase.CONNECTING) {
      progress.accept(BootstrapPhase.CONN);
    } else if (phase == LinkPhase.CONNECTED) {
      progress.accept(BootstrapPhase.CONN_DONE);
      progress.accept(BootstrapPhase.HANDSHAKE);
    } else {
      progress.accept(BootstrapPhase.HANDSHAKE_DONE);
    }
  }
}
