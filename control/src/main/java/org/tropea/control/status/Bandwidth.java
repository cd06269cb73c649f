package org.tropea.control.status;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.tropea.control.event.EventBus;
import org.tropea.control.event.EventKind;
import org.tropea.control.node.Program;
import org.tropea.control.protocol.Reply;

/**
 * What crosses the links each second, for five minutes back. Confined to the control port's loop.
 */
public final class Bandwidth {
  private static final int KEPT = 300;

  private final EventBus events;
  private final Program program;
  private final Deque<Program.Traffic> seconds = new ArrayDeque<>();
  private Program.Traffic before;

  /** Counts from now on. */
  public Bandwidth(EventBus events, Program program) {
    this.events = events;
    this.program = program;
    this.before = program.traffic();
  }

  /** A second is over. */
  public void second() {
    Program.Traffic now = program.traffic();
    Program.Traffic crossed =
        new Program.Traffic(now.read() - before.read(), now.written() - before.written());
    before = now;
    if (seconds.size() == KEPT) {
      seconds.removeFirst();
    }
    seconds.add(crossed);
    events.publish(
        EventKind.BW, () -> Reply.event("BW " + crossed.read() + " " + crossed.written()));
  }

  /** What crossed in each of the last seconds, oldest first; at most 300. */
  public List<Program.Traffic> seconds() {
    return List.copyOf(seconds);
  }

  /** {@code GETINFO bw-event-cache}. */
  public String cache() {
    return seconds.stream()
        .map(each -> each.read() + "," + each.written())
        .collect(Collectors.joining(" "));
  }
}
