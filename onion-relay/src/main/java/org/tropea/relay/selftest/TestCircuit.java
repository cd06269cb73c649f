package org.tropea.relay.selftest;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.CircuitStart;
import org.tropea.protocol.circuit.CircuitTally;
import org.tropea.protocol.circuit.CircuitWatch;
import org.tropea.protocol.circuit.HopHandshake;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.loop.LoopTask;

/**
 * A circuit of two relays and this one, for the CREATE by which it comes back (row R06). It ends
 * when it is built, when a step fails, and after a minute.
 *
 * <p>Begun on the loop of the registry; on that of its first link from then on.
 */
public final class TestCircuit {
  private static final Logger log = LoggerFactory.getLogger(TestCircuit.class);
  private static final long PATIENCE_SECONDS = 60;

  private final Machine machine;
  private final TestPath path;
  private final RelayTarget self;
  private final X25519PublicKey onionKey;
  private final Supplier<FlowRules> flow;
  private final Runnable over;
  private @Nullable OriginCircuit circuit;
  private boolean ended;

  /**
   * The last hop: this relay, by one of its ORPorts.
   *
   * @param flow how much may be sent, as the network says it now
   */
  public record Back(SelfTest.Self self, boolean ipv6, Supplier<FlowRules> flow) {}

  private TestCircuit(Machine machine, TestPath path, Back back, Runnable over) {
    this.machine = machine;
    this.path = path;
    this.self = back.self().target(back.ipv6());
    this.onionKey = back.self().onionKey();
    this.flow = back.flow();
    this.over = over;
  }

  /** Builds one; {@code over} is called once it has ended, on whatever loop it lived. */
  public static void build(
      ChannelRegistry registry, Machine machine, TestPath path, Back back, Runnable over) {
    TestCircuit test = new TestCircuit(machine, path, back, over);
    registry
        .channelTo(path.first().target(), phase -> {})
        .addListener(
            (Future<TorChannel> opened) -> {
              if (opened.isSuccess()) {
                TorChannel channel = opened.getNow();
                if (!LoopTask.give(channel.loop(), () -> test.begin(channel))) {
                  over.run();
                }
              } else {
                log.debug("Testing ourselves: {}", opened.cause().getMessage());
                over.run();
              }
            });
  }

  private void begin(TorChannel channel) {
    EventLoop loop = channel.loop();
    Future<?> timeout = loop.schedule(this::end, PATIENCE_SECONDS, TimeUnit.SECONDS);
    channel.closeFuture().addListener(closed -> timeout.cancel(false));
    OriginCircuit.create2(channel, handshake(path.first()), start())
        .addListener(
            (Future<OriginCircuit> created) ->
                step(created, () -> extend(created.getNow(), path.second())));
  }

  private void extend(OriginCircuit begun, Relay second) {
    circuit = begun;
    begun
        .extend(second.target(), handshake(second))
        .addListener((Future<OriginCircuit> there) -> step(there, () -> comeBack(begun)));
  }

  private void comeBack(OriginCircuit begun) {
    begun
        .extend(self, HopHandshake.with(curve(), self, onionKey, null, machine.random()))
        .addListener((Future<OriginCircuit> back) -> step(back, this::end));
  }

  private void step(Future<OriginCircuit> done, Runnable next) {
    if (!done.isSuccess()) {
      log.debug("Testing ourselves: {}", done.cause().getMessage());
      end();
    } else if (ended) {
      done.getNow().destroy();
    } else {
      next.run();
    }
  }

  private HopHandshake handshake(Relay relay) {
    return HopHandshake.with(
        curve(),
        relay.target(),
        relay.microdescriptor().ntorOnionKey(),
        relay.asked(),
        machine.random());
  }

  private CircuitStart start() {
    CircuitTally tally = CircuitWatch.silent().launch(CircuitPurpose.GENERAL, List.of());
    return new CircuitStart(tally, flow, machine.random());
  }

  private Curve25519 curve() {
    return machine.curve();
  }

  private void end() {
    if (!ended) {
      ended = true;
      if (circuit != null) {
        circuit.destroy();
      }
      over.run();
    }
  }
}
