package org.tropea.control.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tropea.control.authentication.Gate;
import org.tropea.control.event.EventBus;
import org.tropea.control.event.EventKind;

/** One controller's connection, as commands see it. Confined to the control port's loop. */
public final class Session {
  private final Gate gate;
  private final EventBus events;
  private final EventBus.Receiver receiver;
  private Set<EventKind> kinds = Set.of();
  private final List<Runnable> ends = new ArrayList<>();
  private Runnable afterReply = () -> {};
  private boolean informed;
  private boolean owner;
  private boolean over;

  /**
   * A connection that was not let in yet.
   *
   * @param receiver its end, to which events go
   */
  public Session(Gate gate, EventBus events, EventBus.Receiver receiver) {
    this.gate = gate;
    this.events = events;
    this.receiver = receiver;
  }

  /** Whether it was let in, and what it has to show for that. */
  Gate gate() {
    return gate;
  }

  /** Whether it was let in. */
  public boolean isOpen() {
    return gate.isOpen();
  }

  /** Is told of events of these kinds from now on, and of no others. */
  void listen(Set<EventKind> wanted) {
    kinds = Set.copyOf(wanted);
    events.subscribe(receiver, kinds);
  }

  /** Whether it is told of events of this kind. */
  boolean hears(EventKind kind) {
    return kinds.contains(kind);
  }

  /** Whether it asked for PROTOCOLINFO before; notes that it did. */
  boolean inform() {
    boolean before = informed;
    informed = true;
    return before;
  }

  /** Whether the node ends with it. */
  public boolean isOwner() {
    return owner;
  }

  void own(boolean owns) {
    owner = owns;
  }

  /** Does this when the reply to the command is on its way. */
  void afterReply(Runnable task) {
    afterReply = task;
  }

  /** What is to be done now that the reply was sent. */
  public void replied() {
    Runnable task = afterReply;
    afterReply = () -> {};
    task.run();
  }

  /** Takes no more commands: the connection is closed once its replies are sent. */
  void end() {
    over = true;
  }

  /** Whether the connection is to be closed once its replies are sent. */
  public boolean isOver() {
    return over;
  }

  /** Does this when the connection is gone. */
  void whenGone(Runnable task) {
    ends.add(task);
  }

  /** The connection is gone. */
  public void gone() {
    listen(Set.of());
    List.copyOf(ends).forEach(Runnable::run);
    ends.clear();
  }
}
