package org.tropea.benchmarks;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tropea.crypto.handshake.ClientHandshake;
import org.tropea.crypto.handshake.CreateFastClient;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.crypto.handshake.NtorClient;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.circuit.CircuitStart;
import org.tropea.protocol.circuit.HopHandshake;
import org.tropea.protocol.circuit.OriginCircuit;

/** Circuits along given relays, with no network behind them. Confined to its loop. */
final class PinnedCircuits {
  private final EventLoop loop;
  private final ChannelRegistry registry;
  private final Machine machine;
  private final Map<String, Future<OriginCircuit>> named = new HashMap<>();

  PinnedCircuits(EventLoop loop, ChannelRegistry registry, Machine machine) {
    this.loop = loop;
    this.registry = registry;
    this.machine = machine;
  }

  EventLoop loop() {
    return loop;
  }

  /** The circuit of that name, built when it is first asked for or was lost. */
  Future<OriginCircuit> named(String name, List<Node> path) {
    Future<OriginCircuit> known = named.get(name);
    boolean gone =
        known != null && known.isDone() && !(known.isSuccess() && known.getNow().isOpen());
    if (known == null || gone) {
      known = build(path);
      named.put(name, known);
    }
    return known;
  }

  /** A new circuit. */
  Future<OriginCircuit> build(List<Node> path) {
    Promise<OriginCircuit> done = loop.newPromise();
    registry
        .channelTo(path.get(0).target(), phase -> {})
        .addListener(
            (Future<TorChannel> opened) -> {
              if (opened.isSuccess()) {
                OriginCircuit.create2(
                        opened.getNow(),
                        HopHandshake.plain(HandshakeType.NTOR, handshake(path.get(0))),
                        CircuitStart.silent(machine.random()))
                    .addListener((Future<OriginCircuit> step) -> grown(path, 1, step, done));
              } else {
                done.setFailure(opened.cause());
              }
            });
    return done;
  }

  /** A new circuit of one hop, by CREATE_FAST. */
  Future<OriginCircuit> buildFast(Node relay) {
    Promise<OriginCircuit> done = loop.newPromise();
    registry
        .channelTo(relay.target(), phase -> {})
        .addListener(
            (Future<TorChannel> opened) -> {
              if (opened.isSuccess()) {
                OriginCircuit.createFast(
                        opened.getNow(),
                        new CreateFastClient(machine.random()),
                        CircuitStart.silent(machine.random()))
                    .addListener(
                        (Future<OriginCircuit> made) -> grown(List.of(relay), 1, made, done));
              } else {
                done.setFailure(opened.cause());
              }
            });
    return done;
  }

  void drop() {
    named.values().stream().filter(Future::isSuccess).forEach(each -> each.getNow().destroy());
    named.clear();
  }

  private void grown(
      List<Node> path, int reached, Future<OriginCircuit> step, Promise<OriginCircuit> done) {
    if (!step.isSuccess()) {
      done.setFailure(step.cause());
    } else if (reached == path.size()) {
      done.setSuccess(step.getNow());
    } else {
      Node next = path.get(reached);
      step.getNow()
          .extend(next.target(), HopHandshake.plain(HandshakeType.NTOR, handshake(next)))
          .addListener((Future<OriginCircuit> more) -> grown(path, reached + 1, more, done));
    }
  }

  private ClientHandshake handshake(Node node) {
    return NtorClient.create(machine.curve(), node.rsa(), node.onionKey(), machine.random());
  }
}
