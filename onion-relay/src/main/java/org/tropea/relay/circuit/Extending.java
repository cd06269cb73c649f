package org.tropea.relay.circuit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.channel.VerifiedPeer;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.loop.LoopTask;
import org.tropea.protocol.message.Extend2;

/**
 * Extends circuits to other relays (tor-spec 5.1.2, rows C10 and C11). Immutable.
 *
 * @param registry our channels
 * @param self our own identities: nobody is extended to where he is
 * @param rules which addresses to extend to, and how many cells may wait
 */
record Extending(ChannelRegistry registry, Identities self, CircuitRules rules) {
  private static final Logger log = LoggerFactory.getLogger(Extending.class);

  /** Checks whom {@code extend} names; {@code previous} is null where the circuit's client is. */
  RelayTarget target(Extend2 extend, @Nullable VerifiedPeer previous) throws CircuitException {
    RelayTarget named;
    try {
      named = RelayTarget.of(extend.specifiers());
    } catch (DecodeException e) {
      throw new CircuitException(DestroyReason.PROTOCOL, "EXTEND2: " + e.getMessage());
    }
    if (self.anyIn(named)) {
      throw new CircuitException(DestroyReason.CONNECT_FAILED, "EXTEND2 to ourselves");
    }
    boolean back =
        previous != null
            && (previous.rsaIdentity().equals(named.rsaIdentity())
                || previous.ed25519Identity().equals(named.ed25519Identity()));
    if (back) {
      throw new CircuitException(DestroyReason.PROTOCOL, "EXTEND2 back to the previous hop");
    }
    List<InetSocketAddress> usable =
        named.addresses().stream().filter(a -> rules.reachable().test(a.getAddress())).toList();
    if (usable.isEmpty()) {
      throw new CircuitException(DestroyReason.PROTOCOL, "EXTEND2 to an address not to be used");
    }
    return new RelayTarget(named.rsaIdentity(), named.ed25519Identity(), usable);
  }

  /**
   * Opens the way: a place on a channel to {@code target}, and a CREATE2 on it. A new link lives on
   * the loop of the circuit that asked for it first: its cells then need not cross. Cancelling the
   * future gives the way up while the link is opened; later it changes nothing.
   *
   * @param listener of the next hop
   * @param previous the channel by which the circuit came here, whose peer answers for it
   */
  Future<NextHop> extend(
      NextHop.Listener listener, TorChannel previous, RelayTarget target, Extend2 extend) {
    EventLoop circuitLoop = previous.loop();
    ChannelRegistry.Asker asker = new ChannelRegistry.Asker(circuitLoop, previous.remoteAddress());
    Promise<NextHop> done = circuitLoop.newPromise();
    step(
        registry.loop(),
        done,
        () ->
            registry
                .channelTo(target, asker, phase -> {})
                .addListener(
                    (Future<TorChannel> opened) -> {
                      if (opened.isSuccess()) {
                        create(listener, circuitLoop, opened.getNow(), extend, done);
                      } else {
                        done.tryFailure(opened.cause());
                      }
                    }));
    return done;
  }

  private void create(
      NextHop.Listener listener,
      EventLoop circuitLoop,
      TorChannel channel,
      Extend2 extend,
      Promise<NextHop> done) {
    step(
        channel.loop(),
        done,
        () -> {
          if (done.setUncancellable()) {
            NextHop next =
                NextHop.create(
                    listener, circuitLoop, channel, extend.handshakeType(), extend.request());
            next.limit(rules.flow().get().queues());
            done.setSuccess(next);
          }
        });
  }

  /** Part of the way, on another loop. */
  private interface Step {
    void take() throws ChannelException;
  }

  /** Takes {@code step} on {@code loop}; whatever it throws is the end of the way. */
  private static void step(EventLoop loop, Promise<NextHop> done, Step step) {
    LoopTask.give(
        loop,
        () -> {
          try {
            step.take();
          } catch (ChannelException e) {
            done.tryFailure(e);
          } catch (RuntimeException | Error e) {
            log.error("Bug: extending a circuit", e);
            done.tryFailure(e);
          }
        });
  }
}
