package org.tropea.directory.fetch;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.tropea.crypto.handshake.CreateFastClient;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.crypto.handshake.NtorClient;
import org.tropea.crypto.key.Curve25519;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.LinkPhase;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.message.StreamException;
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
  private final Executor documents;
  private final DirectoryClient client;
  private final Map<DirectorySource, Future<OriginCircuit>> circuits = new HashMap<>();

  /** A tunnel without circuits; big replies are unpacked on {@code documents}. */
  public DirectoryTunnel(
      EventLoop loop,
      ChannelRegistry registry,
      Curve25519 curve,
      SecureRandom random,
      Executor documents) {
    this.loop = loop;
    this.registry = registry;
    this.curve = curve;
    this.random = random;
    this.documents = documents;
    this.client = new DirectoryClient(documents);
  }

  EventLoop loop() {
    return loop;
  }

  Executor documents() {
    return documents;
  }

  /**
   * Asks {@code source}.
   *
   * @param progress hears how the link and the circuit come along
   * @return what it answered; fails when it could not be asked
   */
  Future<DirectoryResponse> get(
      DirectorySource source, DirectoryRequest request, Consumer<BootstrapPhase> progress) {
    assert loop.inEventLoop();
    Promise<DirectoryResponse> done = loop.newPromise();
    circuitTo(source, progress)
        .addListener(
            (Future<OriginCircuit> circuit) -> {
              if (circuit.isSuccess()) {
                request(
                    circuit.getNow(), source.target().addresses().get(0), request, progress, done);
              } else {
                done.setFailure(circuit.cause());
              }
            });
    return done;
  }

  private void request(
      OriginCircuit circuit,
      InetSocketAddress directory,
      DirectoryRequest request,
      Consumer<BootstrapPhase> progress,
      Promise<DirectoryResponse> done) {
    TorStream stream;
    try {
      stream = circuit.openDirectory();
    } catch (StreamException e) {
      done.setFailure(e);
      return;
    }
    stream
        .connected()
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                done.setFailure(connected.cause());
                return;
              }
              progress.accept(BootstrapPhase.LOADING_STATUS);
              client
                  .get(stream, directory, request)
                  .addListener(
                      (Future<DirectoryResponse> answer) -> {
                        if (answer.isSuccess()) {
                          done.setSuccess(answer.getNow());
                        } else {
                          done.setFailure(answer.cause());
                        }
                      });
              stream.config().setAutoRead(true);
            });
  }

  private Future<OriginCircuit> circuitTo(
      DirectorySource source, Consumer<BootstrapPhase> progress) {
    Future<OriginCircuit> known = circuits.get(source);
    if (known != null && (!known.isDone() || (known.isSuccess() && known.getNow().isOpen()))) {
      return known;
    }
    Promise<OriginCircuit> created = loop.newPromise();
    circuits.put(source, created);
    registry
        .channelTo(source.target(), phase -> report(phase, progress))
        .addListener(
            (Future<TorChannel> opened) -> {
              if (!opened.isSuccess()) {
                created.setFailure(opened.cause());
                return;
              }
              progress.accept(BootstrapPhase.ONEHOP_CREATE);
              create(opened.getNow(), source)
                  .addListener(
                      (Future<OriginCircuit> done) -> {
                        if (done.isSuccess()) {
                          progress.accept(BootstrapPhase.REQUESTING_STATUS);
                          closeWhenIdle(source, done.getNow());
                          created.setSuccess(done.getNow());
                        } else {
                          created.setFailure(done.cause());
                        }
                      });
            });
    created.addListener(
        done -> {
          if (!done.isSuccess()) {
            circuits.remove(source, created);
          }
        });
    return created;
  }

  private Future<OriginCircuit> create(TorChannel channel, DirectorySource source) {
    return source.onionKey() == null
        ? OriginCircuit.createFast(channel, new CreateFastClient(random), random)
        : OriginCircuit.create2(
            channel,
            HandshakeType.NTOR,
            NtorClient.create(curve, source.target().rsaIdentity(), source.onionKey(), random),
            random);
  }

  private void closeWhenIdle(DirectorySource source, OriginCircuit circuit) {
    Future<?> check =
        loop.scheduleWithFixedDelay(
            () -> {
              if (circuit.isIdle()) {
                circuit.destroy();
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
              circuits.remove(source);
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
