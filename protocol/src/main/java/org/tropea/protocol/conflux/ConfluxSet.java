package org.tropea.protocol.conflux;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.message.ConfluxSwitch;
import org.tropea.protocol.message.ConfluxTerms;

/**
 * Circuits of one origin to one exit that carry the same streams, at either end (proposal 329).
 *
 * <p>Says which leg a message takes, and when a message that came may be delivered. It sends and
 * closes nothing itself: whoever holds it does what it says. Confined to one loop.
 *
 * @param <L> its legs
 * @param <M> a message that waits for its turn; it owns its bytes
 */
public final class ConfluxSet<L extends Leg, M> {
  private final ReorderQueue<M> waiting;
  private final int mostLegs;
  private final List<LinkedLeg<L>> legs = new ArrayList<>(2);
  private LegChoice choice = LegChoice.LEAST_ROUND_TRIP;
  private @Nullable LinkedLeg<L> current;
  private long sent;
  private long delivered;

  /** Which leg a message takes, and what has to be sent on it before, if anything. */
  public record Turn<L>(L leg, @Nullable ConfluxSwitch before) {}

  /**
   * @param mostLegs that it may have at once
   * @param mostWaiting bytes of messages that may wait for their turn
   * @param account of all sets of this node
   */
  public ConfluxSet(int mostLegs, long mostWaiting, ReorderAccount account) {
    this.mostLegs = mostLegs;
    this.waiting = new ReorderQueue<>(mostWaiting, account);
  }

  /** How far this end has come, for the terms of the next leg. */
  public long lastSent() {
    return sent;
  }

  /** The number of the last message that was delivered. */
  public long lastDelivered() {
    return delivered;
  }

  /** Bytes of messages that wait for their turn. */
  public long waiting() {
    return waiting.held();
  }

  /** Its legs, in the order in which they came. */
  public List<L> legs() {
    return legs.stream().map(LinkedLeg::leg).toList();
  }

  /** Whether this is one of its legs. */
  public boolean has(L leg) {
    return find(leg) != null;
  }

  /** Whether it has no leg. */
  public boolean isEmpty() {
    return legs.isEmpty();
  }

  /** Does {@code action} for each leg; it may not change the set. */
  public void forEach(Consumer<? super L> action) {
    for (int i = 0; i < legs.size(); i++) {
      action.accept(legs.get(i).leg());
    }
  }

  /**
   * Adds a leg on the terms that the other end has sent.
   *
   * @param roundTripNanos 0 when it was not measured yet
   * @throws CircuitException when the leg may not join: it must die, and the set lives
   */
  public void link(L leg, ConfluxTerms terms, long roundTripNanos) throws CircuitException {
    if (has(leg)) {
      throw violation("a conflux leg that is linked already");
    }
    if (legs.size() >= mostLegs) {
      throw violation("more conflux legs than a set may have");
    }
    // C tor gives this reason for the two, and no other side learns which it was.
    if (terms.lastSent() > delivered) {
      throw new CircuitException(
          DestroyReason.INTERNAL, "a conflux leg behind which messages are lost");
    }
    if (terms.lastReceived() > sent) {
      throw new CircuitException(
          DestroyReason.INTERNAL, "a conflux leg that acknowledges what was never sent");
    }
    choice = LegChoice.of(terms.wish());
    // What the other end received is what this end sent, and the reverse.
    legs.add(
        new LinkedLeg<>(
            leg,
            /* lastSent= */ terms.lastReceived(),
            /* lastReceived= */ terms.lastSent(),
            roundTripNanos));
  }

  /** The round trip of a leg was measured. */
  public void measured(L leg, long roundTripNanos) throws CircuitException {
    require(leg).measured(roundTripNanos);
  }

  /** Whether a DATA message could be sent now. */
  public boolean canSendData() {
    return forData() != null;
  }

  /**
   * Counts a DATA message and says where it goes.
   *
   * @throws IllegalStateException when {@link #canSendData} does not hold
   */
  public Turn<L> sendData() throws CircuitException {
    LinkedLeg<L> leg = forData();
    if (leg == null) {
      throw new IllegalStateException("no leg has room");
    }
    return turn(leg);
  }

  /** Counts another message that has an order, and says where it goes: such a one never waits. */
  public Turn<L> send() throws CircuitException {
    LinkedLeg<L> leg = forData();
    if (leg == null) {
      leg = current();
    }
    return turn(leg);
  }

  private @Nullable LinkedLeg<L> forData() {
    return legs.isEmpty() ? null : choice.choose(legs);
  }

  /** The leg in use; at first the quickest, or the first when none was measured. */
  private LinkedLeg<L> current() {
    LinkedLeg<L> leg = current;
    if (leg != null) {
      return leg;
    }
    return LegChoice.quickest(legs.stream()).orElseGet(() -> legs.get(0));
  }

  private Turn<L> turn(LinkedLeg<L> next) throws CircuitException {
    LinkedLeg<L> last = current();
    ConfluxSwitch before = null;
    if (next != last) {
      long skipped = next.followOn(last);
      if (skipped < 0 || skipped > ConfluxSwitch.MOST) {
        throw new CircuitException(
            DestroyReason.PROTOCOL, "a conflux leg that is ahead of its set");
      }
      before = new ConfluxSwitch(skipped);
    }
    current = next;
    sent = next.send();
    return new Turn<>(next.leg(), before);
  }

  /** The other end goes on with this leg. */
  public void switched(L leg, ConfluxSwitch message) throws CircuitException {
    require(leg).skip(message.skipped());
  }

  /**
   * Counts a message that has an order.
   *
   * @param bytes what it costs to keep it, where it has to wait
   * @return whether it is its turn: then the caller delivers it, and after it whatever {@link
   *     #next} gives
   * @throws CircuitException when its leg, and with it the set, must die
   */
  public boolean received(L leg, M message, int bytes) throws CircuitException {
    long number = require(leg).receive();
    if (number == delivered + 1) {
      delivered = number;
      return true;
    }
    if (number <= delivered) {
      throw new CircuitException(
          DestroyReason.INTERNAL, "a conflux message whose number was there before");
    }
    waiting.add(number, message, bytes);
    return false;
  }

  /** The next message whose turn it is; null when it is not there yet. */
  public @Nullable M next() {
    M message = waiting.poll(delivered + 1);
    if (message != null) {
      delivered++;
    }
    return message;
  }

  /**
   * A leg is gone.
   *
   * @return whether the rest can go on; else something was under way on it, and all must die
   */
  public boolean unlink(L leg) {
    LinkedLeg<L> gone = find(leg);
    if (gone == null) {
      return true;
    }
    legs.remove(gone);
    boolean inUse =
        gone == current
            || leg.awaitsSendme()
            || legs.stream().noneMatch(other -> other.lastSent() >= gone.lastSent())
            || legs.stream().noneMatch(other -> other.lastReceived() >= gone.lastReceived())
            || isCutOff();
    if (gone == current) {
      current = null;
    }
    if (legs.isEmpty()) {
      waiting.clear();
    }
    return !inUse;
  }

  /** Whether messages wait for one that no leg can bring any more. */
  private boolean isCutOff() {
    return waiting.held() > 0 && legs.stream().allMatch(leg -> leg.lastReceived() > delivered);
  }

  /** All is over: its legs are forgotten, and so is what waits. */
  public List<L> dissolve() {
    List<L> left = legs();
    legs.clear();
    current = null;
    waiting.clear();
    return left;
  }

  private LinkedLeg<L> require(L leg) throws CircuitException {
    LinkedLeg<L> linked = find(leg);
    if (linked == null) {
      throw violation("a conflux message on a circuit that is no leg of the set");
    }
    return linked;
  }

  private @Nullable LinkedLeg<L> find(L leg) {
    for (LinkedLeg<L> linked : legs) {
      if (linked.leg() == leg) {
        return linked;
      }
    }
    return null;
  }

  private static CircuitException violation(String message) {
    return new CircuitException(DestroyReason.PROTOCOL, message);
  }
}
