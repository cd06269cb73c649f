package org.tropea.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.onionservice.host.LocalServers;
import org.tropea.onionservice.host.ServiceListener;

/** What an onion service of this node did, counted. Written on the client's loop, read anywhere. */
public final class ServiceFigures implements ServiceListener, LocalServers.Traffic {
  private final LongAdder introductions = new LongAdder();
  private final LongAdder replayed = new LongAdder();
  private final LongAdder unreadable = new LongAdder();
  private final LongAdder points = new LongAdder();
  private final LongAdder meetings = new LongAdder();
  private final LongAdder notMet = new LongAdder();
  private final LongAdder clients = new LongAdder();
  private final Times pointTimes = new Times();
  private final Times meetingTimes = new Times();
  private final Map<Integer, Carried> ports = new ConcurrentHashMap<>();
  private volatile int waiting;
  private volatile long effort;

  private record Carried(LongAdder read, LongAdder written) {}

  /** How long something took, by C tor's bounds, in milliseconds. */
  static final class Times {
    static final List<Long> BOUNDS = List.of(1000L, 5000L, 10_000L, 30_000L, 60_000L);

    private final LongAdder[] upTo = new LongAdder[BOUNDS.size() + 1];
    private final LongAdder sum = new LongAdder();

    Times() {
      Arrays.setAll(upTo, unused -> new LongAdder());
    }

    void took(Duration time) {
      long millis = time.toMillis();
      int bound = 0;
      while (bound < BOUNDS.size() && millis > BOUNDS.get(bound)) {
        bound++;
      }
      upTo[bound].increment();
      sum.add(millis);
    }

    /** How many there were within each bound and above the one before, and above the last. */
    List<Long> counts() {
      return Arrays.stream(upTo).map(LongAdder::sum).toList();
    }

    long sum() {
      return sum.sum();
    }
  }

  /** Of a service to which nothing has happened, with {@code virtualPorts}. */
  public ServiceFigures(List<Integer> virtualPorts) {
    virtualPorts.forEach(port -> ports.put(port, new Carried(new LongAdder(), new LongAdder())));
  }

  @Override
  public void introductionPointEstablished(Duration since) {
    points.increment();
    pointTimes.took(since);
  }

  @Override
  public void introductionPointLost() {
    points.decrement();
  }

  @Override
  public void introduced() {
    introductions.increment();
  }

  @Override
  public void introductionRefused(Refusal why) {
    (why == Refusal.REPLAYED ? replayed : unreadable).increment();
  }

  @Override
  public void meeting() {
    meetings.increment();
  }

  @Override
  public void met(Duration since) {
    clients.increment();
    meetingTimes.took(since);
  }

  @Override
  public void notMet() {
    notMet.increment();
  }

  @Override
  public void clientLeft() {
    clients.decrement();
  }

  @Override
  public void waiting(int nowWaiting, long nowEffort) {
    waiting = nowWaiting;
    effort = nowEffort;
  }

  @Override
  public void written(int port, int bytes) {
    Carried its = ports.get(port);
    if (its != null) {
      its.written().add(bytes);
    }
  }

  @Override
  public void read(int port, int bytes) {
    Carried its = ports.get(port);
    if (its != null) {
      its.read().add(bytes);
    }
  }

  /** Adds what it counted to each of the families, under the service's address. */
  void tell(OnionAddress address, ServiceFamilies.Told families) {
    String onion = address.write();
    families.introductions().with(introductions.sum(), "onion", onion);
    new TreeMap<>(ports)
        .forEach(
            (port, carried) -> {
              String number = Integer.toString(port);
              families.written().with(carried.written().sum(), "onion", onion, "port", number);
              families.read().with(carried.read().sum(), "onion", onion, "port", number);
            });
    families.clients().with(clients.sum(), "onion", onion);
    families.meetings().with(meetings.sum(), "onion", onion);
    // Of C tor's reasons some do not come about here.
    families
        .notMet()
        .with(notMet.sum(), "onion", onion, "reason", "rp_conn_failure")
        .with(0, "onion", onion, "reason", "invalid_path")
        .with(0, "onion", onion, "reason", "rendezvous1")
        .with(0, "onion", onion, "reason", "e2e_circ")
        .with(0, "onion", onion, "reason", "retry");
    families.points().with(points.sum(), "onion", onion);
    families
        .refused()
        .with(0, "onion", onion, "reason", "bad_auth_key")
        .with(unreadable.sum(), "onion", onion, "reason", "invalid_introduce2")
        .with(0, "onion", onion, "reason", "subcredential")
        .with(replayed.sum(), "onion", onion, "reason", "replay");
    families.pointTimes().with(pointTimes, "onion", onion);
    families.meetingTimes().with(meetingTimes, "onion", onion);
    families.waiting().with((long) waiting, "onion", onion);
    families.effort().with(effort, "onion", onion);
  }
}
