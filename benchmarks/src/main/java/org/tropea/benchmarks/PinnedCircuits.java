package org.tropea.benchmarks;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import io.netty.util.concurrent.PromiseNotifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tropea.crypto.handshake.CreateFastClient;
import org.tropea.directory.network.NetworkFlow;
import org.tropea.directory.network.Parameters;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.CircuitStart;
import org.tropea.protocol.circuit.CircuitWatch;
import org.tropea.protocol.circuit.HopHandshake;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginSet;
import org.tropea.protocol.circuit.WayOut;
import org.tropea.protocol.conflux.LinkedCircuits;
import org.tropea.protocol.conflux.ReorderAccount;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.message.ConfluxWish;

/**
 * Circuits and conflux sets along given relays, with no network behind them. Confined to its loop.
 */
final class PinnedCircuits {
  /** As a consensus without parameters says. */
  private static final FlowRules FLOW = NetworkFlow.atOrigin(Parameters.NONE);

  /** As the sets of our client. */
  private static final long REORDER_BYTES = 4 << 20;

  private static final int SET_NAME_LENGTH = 32;

  private final EventLoop loop;
  private final ChannelRegistry registry;
  private final Machine machine;
  private final ReorderAccount reordering = new ReorderAccount(REORDER_BYTES);
  private final Map<String, Future<WayOut>> named = new HashMap<>();

  PinnedCircuits(EventLoop loop, ChannelRegistry registry, Machine machine) {
    this.loop = loop;
    this.registry = registry;
    this.machine = machine;
  }

  EventLoop loop() {
    return loop;
  }

  /**
   * The circuit of that name, or the conflux set where there are several legs, built when it is
   * first asked for or was lost.
   */
  Future<WayOut> named(String name, List<List<Node>> legs, Agreement agreement) {
    Future<WayOut> known = named.get(name);
    boolean gone =
        known != null && known.isDone() && !(known.isSuccess() && known.getNow().isOpen());
    if (known == null || gone) {
      known = legs.size() == 1 ? single(legs.get(0), agreement) : linked(legs, agreement);
      named.put(name, known);
    }
    return known;
  }

  private Future<WayOut> single(List<Node> path, Agreement agreement) {
    Promise<WayOut> done = loop.newPromise();
    build(path, agreement)
        .addListener(
            (Future<OriginCircuit> built) -> {
              if (built.isSuccess()) {
                done.setSuccess(built.getNow());
              } else {
                done.setFailure(built.cause());
              }
            });
    return done;
  }

  private Future<WayOut> linked(List<List<Node>> legs, Agreement agreement) {
    byte[] name = new byte[SET_NAME_LENGTH];
    machine.random().nextBytes(name);
    LinkedCircuits.Charter charter =
        new LinkedCircuits.Charter(
            Bytes.copyFrom(name), ConfluxWish.HIGH_THROUGHPUT, legs.size(), REORDER_BYTES);
    OriginSet set = new OriginSet(loop, charter, reordering, machine.random());
    PromiseCombiner agreed = new PromiseCombiner(loop);
    legs.forEach(leg -> agreed.add(leg(set, leg, agreement)));
    Promise<WayOut> done = loop.newPromise();
    Promise<Void> all = loop.newPromise();
    agreed.finish(all);
    all.addListener(
        answered -> {
          if (answered.isSuccess()) {
            set.complete();
            done.setSuccess(set);
          } else {
            done.setFailure(answered.cause());
          }
        });
    return done;
  }

  /** A circuit that its exit has agreed to link. */
  private Future<OriginCircuit> leg(OriginSet set, List<Node> path, Agreement agreement) {
    Promise<OriginCircuit> done = loop.newPromise();
    build(path, agreement)
        .addListener(
            (Future<OriginCircuit> built) -> {
              if (built.isSuccess()) {
                set.ask(built.getNow()).addListener(new PromiseNotifier<>(done));
              } else {
                done.setFailure(built.cause());
              }
            });
    return done;
  }

  /** A new circuit. */
  Future<OriginCircuit> build(List<Node> path, Agreement agreement) {
    Promise<OriginCircuit> done = loop.newPromise();
    registry
        .channelTo(path.get(0).target(), phase -> {})
        .addListener(
            (Future<TorChannel> opened) -> {
              if (opened.isSuccess()) {
                OriginCircuit.create2(opened.getNow(), handshake(path.get(0), agreement), start())
                    .addListener(
                        (Future<OriginCircuit> step) -> grown(path, 1, agreement, step, done));
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
                        opened.getNow(), new CreateFastClient(machine.random()), start())
                    .addListener(
                        (Future<OriginCircuit> made) ->
                            grown(List.of(relay), 1, Agreement.NTOR, made, done));
              } else {
                done.setFailure(opened.cause());
              }
            });
    return done;
  }

  void drop() {
    named.values().stream()
        .filter(Future::isSuccess)
        .forEach(each -> each.getNow().destroy(DestroyReason.FINISHED));
    named.clear();
  }

  private void grown(
      List<Node> path,
      int reached,
      Agreement agreement,
      Future<OriginCircuit> step,
      Promise<OriginCircuit> done) {
    if (!step.isSuccess()) {
      done.setFailure(step.cause());
    } else if (reached == path.size()) {
      done.setSuccess(step.getNow());
    } else {
      Node next = path.get(reached);
      step.getNow()
          .extend(next.target(), handshake(next, agreement))
          .addListener(
              (Future<OriginCircuit> more) -> grown(path, reached + 1, agreement, more, done));
    }
  }

  private CircuitStart start() {
    return new CircuitStart(
        CircuitWatch.silent().launch(CircuitPurpose.GENERAL, List.of()),
        () -> FLOW,
        machine.random());
  }

  private HopHandshake handshake(Node node, Agreement agreement) {
    return HopHandshake.with(
        machine.curve(), node.target(), node.onionKey(), agreement.asked(), machine.random());
  }
}
