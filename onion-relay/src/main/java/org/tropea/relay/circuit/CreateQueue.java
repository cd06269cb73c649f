package org.tropea.relay.circuit;

import com.google.crypto.tink.util.Bytes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.CreateFastRelay;
import org.tropea.crypto.handshake.RelayAnswer;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.CreateFast;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.cell.CreatedFast;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.channel.ChannelCircuit;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.CircuitAcceptor;
import org.tropea.protocol.channel.CircuitEnd;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.stream.StreamAcceptor;
import org.tropea.relay.rendezvous.OnionServiceTable;

/**
 * Answers CREATE2 and CREATE_FAST (tor-spec 5.1): the circuits of this relay begin here.
 *
 * <p>Handshakes are computed on a bounded executor away from the loops; those that would wait too
 * long are refused (row C16). Called on the loops of the channels; immutable itself.
 */
public final class CreateQueue implements CircuitAcceptor {
  private static final Logger log = LoggerFactory.getLogger(CreateQueue.class);

  private final Executor handshakes;
  private final HandshakeLoad load;
  private final ReadyAnswers ready = new ReadyAnswers();
  private final Supplier<OnionHandshakes> onion;
  private final RelayServices services;

  /**
   * @param handshakes bounded; rejects what it has no room for
   * @param load what waits on it
   * @param onion answers CREATE2 with the onion keys of now
   * @param registry our channels to other relays
   * @param self our own identities
   * @param rules what its circuits may do
   * @param streams who serves the streams that end here
   * @param watch who is told of its circuits
   * @param conflux the sets that they may be linked to
   * @param onionServices which circuits of onion services others are led to
   */
  public CreateQueue(
      Executor handshakes,
      HandshakeLoad load,
      Supplier<OnionHandshakes> onion,
      ChannelRegistry registry,
      Identities self,
      CircuitRules rules,
      StreamAcceptor streams,
      RelayCircuitWatch watch,
      ConfluxSets conflux,
      OnionServiceTable onionServices,
      SecureRandom random) {
    this.handshakes = handshakes;
    this.load = load;
    this.onion = onion;
    this.services =
        new RelayServices(
            new Extending(registry, self, rules),
            rules,
            streams,
            watch,
            conflux,
            onionServices,
            random);
  }

  @Override
  public void onCreate(TorChannel channel, Cell create) {
    if (services.rules().defence().refusesCircuit(channel.facts())) {
      services.watch().refused(DestroyReason.RESOURCE_LIMIT);
      channel.refuse(create.circuitId(), DestroyReason.RESOURCE_LIMIT);
      return;
    }
    Pending pending = new Pending(channel, create.circuitId());
    if (create instanceof CreateFast fast) {
      services.watch().answering(HandshakeKind.FAST);
      // Two hashes: not worth the way to another thread.
      try {
        RelayAnswer answer =
            new CreateFastRelay(services.random()).answer(fast.request().toByteArray());
        pending.opened(
            Answered.fast(answer),
            new CreatedFast(create.circuitId(), Bytes.copyFrom(answer.reply())));
        // The channel flushes after each read.
      } catch (DecodeException e) {
        pending.refuse(DestroyReason.PROTOCOL);
      }
    } else if (create instanceof Create2 create2
        && OnionHandshakes.speaks(create2.handshakeType())) {
      answerLater(pending, create2);
    } else {
      pending.refuse(DestroyReason.PROTOCOL);
    }
  }

  private void answerLater(Pending pending, Create2 create) {
    HandshakeKind kind = HandshakeKind.of(create.handshakeType());
    if (!load.enter()) {
      services.watch().handshakeDropped(kind);
      pending.refuse(DestroyReason.RESOURCE_LIMIT);
      return;
    }
    Instant since = load.now();
    ready.expect();
    try {
      handshakes.execute(
          () -> {
            load.leave();
            Runnable answer;
            if (load.isTooOld(since)) {
              services.watch().handshakeDropped(kind);
              answer = () -> pending.refuse(DestroyReason.RESOURCE_LIMIT);
            } else {
              services.watch().answering(kind);
              answer = compute(pending, create);
            }
            ready.add(pending.place, answer);
          });
    } catch (RejectedExecutionException e) {
      load.leave();
      ready.missing();
      services.watch().handshakeDropped(kind);
      pending.refuse(DestroyReason.RESOURCE_LIMIT);
    }
  }

  /** What is to be done on the loop of the circuit. */
  private Runnable compute(Pending pending, Create2 create) {
    Instant since = load.now();
    try {
      Answered answer =
          onion
              .get()
              .answer(
                  create.handshakeType(),
                  create.request().toByteArray(),
                  services.rules().flow().get());
      load.done(since);
      Cell reply = new Created2(create.circuitId(), Bytes.copyFrom(answer.answer().reply()));
      return () -> pending.opened(answer, reply);
    } catch (DecodeException e) {
      return () -> pending.refuse(DestroyReason.PROTOCOL);
    } catch (RuntimeException | Error e) {
      log.error("Bug: answering a handshake", e);
      return () -> pending.refuse(DestroyReason.INTERNAL);
    }
  }

  /** A circuit whose handshake is being computed: nothing may come but its end. */
  private final class Pending implements CircuitEnd {
    private final ChannelCircuit place;
    private boolean over;

    Pending(TorChannel channel, int circuitId) {
      place = channel.accept(circuitId, this);
    }

    /** Writes the answer, which whoever calls this sees off. */
    void opened(Answered answer, Cell reply) {
      if (over) {
        answer.answer().keys().destroy();
        return;
      }
      Supplier<FlowRules> flow = services.rules().flow();
      if (reply instanceof CreatedFast) {
        // As C tor: whoever still asks like this may answer like this.
        flow = () -> services.rules().flow().get().acceptingAllSendmes();
      }
      try {
        Agreement agreement = Agreement.of(answer, flow, place.channel().scratch());
        log.debug("A circuit begins: {}", answer.granted());
        place.handTo(new RelayCircuit(place, agreement, services));
        place.write(reply);
      } catch (RuntimeException | Error e) {
        // It came together with others, which have nothing to do with it.
        log.error("Bug: opening a circuit", e);
        refuse(DestroyReason.INTERNAL);
      }
    }

    void refuse(DestroyReason reason) {
      if (!over) {
        over = true;
        services.watch().refused(reason);
        place.destroy(reason);
      }
    }

    @Override
    public void onCell(Cell cell) {
      if (cell instanceof Relay) {
        refuse(DestroyReason.PROTOCOL);
      } else if (cell instanceof Destroy) {
        services.watch().destroyCame();
        over = true;
        place.detach();
      }
      // A second CREATE is dropped, as by C tor.
    }

    @Override
    public void onReadComplete() {
      // Nothing was sent.
    }

    @Override
    public void onWritable() {
      // Nothing waits.
    }

    @Override
    public void onQueueFull() {
      refuse(DestroyReason.RESOURCE_LIMIT);
    }

    @Override
    public void onChannelClosed() {
      over = true;
    }
  }
}
