package org.tropea.onionservice.connect;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.client.ConnectFailure;
import org.tropea.client.ConnectFailure.Kind;
import org.tropea.client.Connector;
import org.tropea.client.HostKind;
import org.tropea.client.OptimisticData;
import org.tropea.client.Target;
import org.tropea.client.TorClient;
import org.tropea.client.pool.Isolation;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.onionservice.effort.ProofWorkers;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.StreamEnd;
import org.tropea.protocol.stream.StreamPurpose;
import org.tropea.protocol.stream.StreamRequest;
import org.tropea.protocol.stream.TorStream;

/**
 * Opens streams to onion services, and leaves all others to its client. Streams of one owner to one
 * service share a circuit. Confined to the client's loop.
 */
public final class OnionConnector implements Connector {
  private static final int MAX_TRIES = 3;
  private static final int SWEEP_SECONDS = 30;

  private final TorClient client;
  private final Machine machine;
  private final ServiceSettings settings;
  private final Reaching.Parts parts;
  private final Map<Conversation, Promise<OriginCircuit>> circuits = new HashMap<>();

  private record Conversation(OnionAddress address, Isolation owner, int identity) {}

  /** Reaches services by the circuits of {@code client}. */
  public OnionConnector(TorClient client, Machine machine, ServiceSettings settings) {
    this.client = client;
    this.machine = machine;
    this.settings = settings;
    this.parts =
        new Reaching.Parts(
            client.serviceCircuits(),
            new Descriptors(client.serviceCircuits(), client.directoryClient(), machine, settings),
            new IntroductionFailures(machine.clock()),
            new Reaching.Work(ProofWorkers.forClient(), settings.leastEffort()),
            machine);
  }

  @Override
  public EventLoop loop() {
    return client.loop();
  }

  @Override
  public Future<TorStream> connect(Target target, Isolation isolation, OptimisticData early) {
    if (HostKind.of(target.host()) != HostKind.ONION_SERVICE) {
      return client.connect(target, isolation, early);
    }
    assert loop().inEventLoop();
    Promise<TorStream> done = loop().newPromise();
    done.addListener(decided -> early.forget());
    client.uses(done);
    StreamRequest request =
        client.streams().request(StreamPurpose.USER, target.host(), target.port());
    try {
      OnionAddress address = OnionAddress.ofHost(target.host());
      Conversation with = new Conversation(address, isolation, client.serviceCircuits().identity());
      new Attempt(with, new Wanted(target.port(), early, request, done)).begin();
    } catch (DecodeException e) {
      request.failed(StreamEnd.local(EndReason.TOR_PROTOCOL));
      done.setFailure(
          new ConnectFailure(
              Kind.ONION_ADDRESS, "no onion service can have the name", EndReason.TOR_PROTOCOL));
    }
    return done;
  }

  /** A circuit that the service is at the end of. */
  private Future<OriginCircuit> circuit(Conversation with) {
    Promise<OriginCircuit> there = circuits.get(with);
    if (there != null && (!there.isDone() || (there.isSuccess() && there.getNow().isOpen()))) {
      return there;
    }
    Promise<OriginCircuit> reached = loop().newPromise();
    circuits.put(with, reached);
    reached.addListener(
        (Future<OriginCircuit> done) -> {
          if (done.isSuccess()) {
            new Keeping(with, reached, done.getNow()).begin();
          } else {
            circuits.remove(with, reached);
          }
        });
    Future<?> patience =
        loop()
            .schedule(
                () -> reached.tryFailure(tooLate()),
                settings.patience().toMillis(),
                TimeUnit.MILLISECONDS);
    reached.addListener(done -> patience.cancel(false));
    new Reaching(parts, with.address(), reached).begin();
    return reached;
  }

  private static ConnectFailure tooLate() {
    return new ConnectFailure(
        Kind.TOR_NETWORK, "no way to the onion service was found in time", EndReason.TIMEOUT);
  }

  /** A joined circuit, until nobody has used it for some time. */
  private final class Keeping {
    private final Conversation with;
    private final Promise<OriginCircuit> promise;
    private final OriginCircuit circuit;
    private Instant lastUsed;

    Keeping(Conversation with, Promise<OriginCircuit> promise, OriginCircuit circuit) {
      this.with = with;
      this.promise = promise;
      this.circuit = circuit;
      this.lastUsed = machine.clock().instant();
    }

    void begin() {
      Future<?> sweep =
          loop().scheduleWithFixedDelay(this::look, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
      circuit
          .closed()
          .addListener(
              closed -> {
                sweep.cancel(false);
                circuits.remove(with, promise);
              });
    }

    private void look() {
      Instant now = machine.clock().instant();
      if (!circuit.streams().isIdle()) {
        lastUsed = now;
      } else if (!now.isBefore(lastUsed.plus(settings.maxDirtiness()))) {
        circuit.destroy(DestroyReason.FINISHED);
      }
    }
  }

  /** A stream that somebody waits for. */
  private record Wanted(
      int port, OptimisticData early, StreamRequest request, Promise<TorStream> done) {
    void fail(StreamEnd end, @Nullable Throwable cause) {
      request.failed(end);
      done.tryFailure(cause);
    }
  }

  /** One stream, and the circuits that it is tried on. */
  private final class Attempt {
    private final Conversation with;
    private final Wanted wanted;
    private int tries = MAX_TRIES;
    private @Nullable TorStream stream;

    Attempt(Conversation with, Wanted wanted) {
      this.with = with;
      this.wanted = wanted;
      Promise<TorStream> done = wanted.done();
      Future<?> patience =
          loop()
              .schedule(
                  () -> wanted.fail(StreamEnd.local(EndReason.TIMEOUT), tooLate()),
                  settings.patience().toMillis(),
                  TimeUnit.MILLISECONDS);
      done.addListener(
          decided -> {
            patience.cancel(false);
            if (!done.isSuccess()) {
              // Nobody waits for it any more, where nothing else was said.
              wanted.request().failed(StreamEnd.local(EndReason.DONE));
              if (stream != null) {
                Unwatched.close(stream);
              }
            }
          });
    }

    void begin() {
      circuit(with)
          .addListener(
              (Future<OriginCircuit> reached) -> {
                if (wanted.done().isDone()) {
                  return;
                }
                if (reached.isSuccess()) {
                  open(reached.getNow());
                } else {
                  wanted.fail(StreamEnd.local(EndReason.RESOLVE_FAILED), reached.cause());
                }
              });
    }

    private void open(OriginCircuit circuit) {
      TorStream opened;
      try {
        opened = circuit.streams().open(Begin.toService(wanted.port()), wanted.early().all());
      } catch (StreamException e) {
        failed(StreamEnd.local(e.reason()));
        return;
      }
      stream = opened;
      wanted.early().follow(opened);
      wanted.request().sent(circuit.facts().number());
      opened
          .connected()
          .addListener(
              connected -> {
                if (wanted.done().isDone()) {
                  return;
                }
                if (connected.isSuccess()) {
                  wanted.request().connected(opened);
                  wanted.done().trySuccess(opened);
                } else {
                  EndReason reason =
                      connected.cause() instanceof StreamException e
                          ? e.reason()
                          : EndReason.DESTROY;
                  failed(new StreamEnd(reason, opened.isEndedRemotely()));
                }
              });
    }

    private void failed(StreamEnd end) {
      if (end.reason().equals(EndReason.DESTROY) && --tries > 0) {
        wanted.request().detached(end);
        begin();
      } else {
        EndReason reason = end.reason();
        wanted.fail(
            end,
            new ConnectFailure(
                Kind.DESTINATION, "the onion service could not connect: " + reason, reason));
      }
    }
  }
}
