package org.tropea.protocol.conflux;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.EventLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.memory.MemoryAccount;
import org.tropea.protocol.memory.MemoryHolder;
import org.tropea.protocol.memory.QueueAge;
import org.tropea.protocol.memory.Victims;
import org.tropea.protocol.message.AddressedMessage;
import org.tropea.protocol.message.ConfluxSwitch;
import org.tropea.protocol.message.ConfluxTerms;
import org.tropea.protocol.message.ConfluxWish;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;

/**
 * A conflux set with its circuits, each of which may live on a loop of its own (proposal 329).
 * Confined to the set's loop, which is that of its first circuit; circuits reach it by their {@link
 * SetLeg}s.
 */
public final class LinkedCircuits implements MemoryHolder {
  private static final Logger log = LoggerFactory.getLogger(LinkedCircuits.class);

  /** What a message other than DATA keeps, in bytes: few are larger. */
  private static final int SMALL = 100;

  private final EventLoop loop;
  private final Charter charter;
  private final ConfluxSet<SetLeg, AddressedMessage> set;
  private final SetRider rider;
  private final MemoryAccount memory;

  /** For how long the first of what waits for its turn has waited; null where nothing waits. */
  private @Nullable QueueAge age;

  private boolean closed;

  /**
   * What a set is made with. Immutable.
   *
   * @param name of it: 32 bytes
   * @param wish what this end asks the other to send for
   * @param legs that it may have at once
   * @param queue bytes of messages that may wait for their turn
   */
  public record Charter(Bytes name, ConfluxWish wish, int legs, long queue) {}

  /**
   * @param account of all sets of this node
   */
  public LinkedCircuits(EventLoop loop, Charter charter, ReorderAccount account, SetRider rider) {
    this.loop = loop;
    this.charter = charter;
    this.set = new ConfluxSet<>(charter.legs(), charter.queue(), account);
    this.rider = rider;
    this.memory = account.memory();
    memory.enter(this);
  }

  /** Whether messages of this command have an order among those of their set, as for C tor. */
  public static boolean isOrdered(int command) {
    return switch (command) {
      case RelayCommand.BEGIN,
          RelayCommand.DATA,
          RelayCommand.END,
          RelayCommand.CONNECTED,
          RelayCommand.RESOLVE,
          RelayCommand.RESOLVED,
          RelayCommand.XON,
          RelayCommand.XOFF ->
          true;
      default -> false;
    };
  }

  /** The loop that the set and all its streams live on; any thread may ask. */
  @Override
  public EventLoop loop() {
    return loop;
  }

  /** Tells what waits for its turn, and what its streams hold (row F16). */
  @Override
  public void offer(Victims victims) {
    if (!closed) {
      long nanos = age == null ? 0 : age.nanos(loop.ticker());
      victims.circuit(this, nanos, set.waiting(), () -> destroy(DestroyReason.RESOURCE_LIMIT));
      rider.offer(this, victims);
    }
  }

  // What the streams need.

  /** Whether a DATA message may be sent now. */
  public boolean canSendData() {
    return !closed && set.canSendData();
  }

  /** Queues a message that has an order; {@link #flush} sees it off. */
  public void send(int streamId, RelayMessage message) {
    if (closed || set.isEmpty()) {
      return;
    }
    try {
      ConfluxSet.Turn<SetLeg> turn = message instanceof Data ? set.sendData() : set.send();
      ConfluxSwitch before = turn.before();
      if (before != null) {
        turn.leg().send(0, before);
      }
      turn.leg().send(streamId, message);
    } catch (CircuitException e) {
      destroy(e.reason());
    }
  }

  /** Sends what was queued. */
  public void flush() {
    set.forEach(SetLeg::flush);
  }

  /** Closes all its circuits; what rides on it ends. */
  public void destroy(DestroyReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    memory.leave(this);
    List<SetLeg> legs = set.dissolve();
    legs.forEach(leg -> leg.destroy(reason));
    rider.onClosed();
  }

  // What its legs tell.

  void link(SetLeg leg, ConfluxTerms theirs, long roundTripNanos, long room) {
    try {
      if (closed) {
        throw new CircuitException(DestroyReason.FINISHED, "the conflux set is gone");
      }
      set.link(leg, theirs, roundTripNanos);
      leg.room(room);
      RelayMessage answer =
          rider.answer(
              new ConfluxTerms(
                  charter.name(), set.lastSent(), set.lastDelivered(), charter.wish()));
      if (answer != null) {
        leg.send(0, answer);
        leg.flush();
      }
    } catch (CircuitException e) {
      log.debug("Destroying a circuit: {}", e.getMessage());
      leg.destroy(e.reason());
      if (set.isEmpty()) {
        destroy(e.reason());
      }
    }
  }

  void measured(SetLeg leg, long nanos) {
    if (isLeg(leg)) {
      guarded(() -> set.measured(leg, nanos));
      rider.onRoom();
    }
  }

  void arrived(SetLeg leg, AddressedMessage arrived) {
    if (!isLeg(leg)) {
      return;
    }
    guarded(
        () -> {
          if (arrived.message() instanceof ConfluxSwitch message) {
            set.switched(leg, message);
          } else if (set.received(leg, arrived, cost(arrived.message()))) {
            AddressedMessage next = arrived;
            while (next != null && !closed) {
              rider.onMessage(next.streamId(), next.message());
              next = set.next();
              if (age != null) {
                age.left(1, loop.ticker());
              }
            }
          } else if (age != null) {
            age.came(1);
          }
        });
    if (set.waiting() == 0) {
      age = null;
    } else if (age == null) {
      age = new QueueAge(loop.ticker());
      age.came(1);
    }
  }

  /** What a message keeps from being collected, in bytes: DATA points into the body of its cell. */
  private static int cost(RelayMessage message) {
    return message instanceof Data data ? data.array().length : SMALL;
  }

  void onReadComplete() {
    if (!closed) {
      rider.onReadComplete();
    }
  }

  void onRoom(SetLeg leg, long room, long roundTripNanos) {
    if (!isLeg(leg)) {
      return;
    }
    leg.room(room);
    if (roundTripNanos > 0) {
      guarded(() -> set.measured(leg, roundTripNanos));
    }
    rider.onRoom();
  }

  void onClosed(SetLeg leg, boolean owed, long sent) {
    if (!isLeg(leg)) {
      return;
    }
    leg.closed(owed, sent);
    boolean goesOn = set.unlink(leg);
    if (set.isEmpty() || !goesOn) {
      destroy(DestroyReason.FINISHED);
    }
  }

  private boolean isLeg(SetLeg leg) {
    return !closed && set.has(leg);
  }

  private interface Step {
    void run() throws CircuitException;
  }

  private void guarded(Step step) {
    try {
      step.run();
    } catch (CircuitException e) {
      log.debug("Destroying a conflux set: {}", e.getMessage());
      destroy(e.reason());
    } catch (RuntimeException | Error e) {
      log.error("Bug: destroying a conflux set", e);
      destroy(DestroyReason.INTERNAL);
    }
  }
}
