package org.tropea.relay.selftest;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.loop.LoopTask;

/**
 * Sees whether each ORPort can be reached, as C tor does (rows R06 and R20): by any CREATE that
 * comes on a link which somebody else opened to an address of ours. So that one comes, it builds
 * circuits by two relays back to itself: once a minute in its first 20 minutes, and whenever the
 * network's documents are new. While none comes, it says so every 20 minutes. A relay that sleeps
 * tests nothing.
 *
 * <p>Confined to its loop, but for what says otherwise.
 */
public final class SelfTest {
  private static final Logger log = LoggerFactory.getLogger(SelfTest.class);
  private static final long AGAIN_SECONDS = 60;
  private static final long COMPLAINT_SECONDS = TimeUnit.MINUTES.toSeconds(20);

  /** Which of the two ORPorts. */
  public enum Family {
    /** The one that every relay has. */
    IPV4,
    /** The second, where there is one. */
    IPV6;

    static Family of(InetAddress address) {
      return address instanceof Inet6Address ? IPV6 : IPV4;
    }

    private String text() {
      return this == IPV6 ? "IPv6" : "IPv4";
    }
  }

  /**
   * This relay, as it would be published.
   *
   * @param target its identities, its IPv4 ORPort, and its IPv6 ORPort where it has one
   */
  public record Self(RelayTarget target, X25519PublicKey onionKey) {
    RelayTarget target(boolean ipv6) {
      List<InetSocketAddress> tested =
          target.addresses().stream()
              .filter(each -> (each.getAddress() instanceof Inet6Address) == ipv6)
              .toList();
      return new RelayTarget(target.rsaIdentity(), target.ed25519Identity(), tested);
    }
  }

  /**
   * What counts.
   *
   * @param isOutside whether a link from there is one from outside
   * @param distinct whether the relays of a path are to be of different networks
   * @param asleep whether the relay takes nothing now, so that nobody could reach it
   */
  public record Rules(Predicate<InetAddress> isOutside, boolean distinct, BooleanSupplier asleep) {}

  /** Builds a circuit by way of {@code path} back to this relay, and says when it is over. */
  public interface Circuits {
    /** On the loop; {@code over} on any. */
    void build(TestPath path, Self self, boolean ipv6, Runnable over);
  }

  private final EventLoop loop;
  private final Set<Family> missing;
  private final Supplier<List<Relay>> relays;
  private final Supplier<Self> self;
  private final Rules rules;
  private final Circuits circuits;
  private final RandomGenerator random;
  private final Set<Family> running = EnumSet.noneOf(Family.class);
  private final Set<Family> said = EnumSet.noneOf(Family.class);
  private final Promise<Void> reachable;
  private final long begun;
  private volatile boolean done;
  private @Nullable Future<?> again;
  private @Nullable Future<?> complaint;
  private boolean closed;

  /**
   * One that has begun nothing yet.
   *
   * @param tested the families that have to be reached
   * @param relays of the network, as they are known now
   * @param self asked for each test
   */
  public SelfTest(
      EventLoop loop,
      Set<Family> tested,
      Supplier<List<Relay>> relays,
      Supplier<Self> self,
      Rules rules,
      Circuits circuits,
      RandomGenerator random) {
    this.loop = loop;
    this.missing = EnumSet.noneOf(Family.class);
    this.missing.addAll(tested);
    this.relays = relays;
    this.self = self;
    this.rules = rules;
    this.circuits = circuits;
    this.random = random;
    this.reachable = loop.newPromise();
    this.begun = loop.ticker().nanoTime();
    if (missing.isEmpty()) {
      done = true;
      reachable.setSuccess(null);
    }
  }

  /** Done when each ORPort that is tested was reached; cancelled when it is closed before. */
  public Future<Void> reachable() {
    return reachable;
  }

  /** Begins. Any thread. */
  public void start() {
    if (!done) {
      LoopTask.give(
          loop,
          () -> {
            tick();
            complaint =
                loop.scheduleAtFixedRate(
                    this::complain, COMPLAINT_SECONDS, COMPLAINT_SECONDS, TimeUnit.SECONDS);
          });
    }
  }

  private void tick() {
    if (closed || done) {
      return;
    }
    test();
    long passed = TimeUnit.NANOSECONDS.toSeconds(loop.ticker().nanoTime() - begun);
    if (passed < COMPLAINT_SECONDS) {
      again = loop.schedule(this::tick, AGAIN_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** The network's documents are new: they may name relays that can be asked. */
  public void onDocuments() {
    if (!closed && !done) {
      test();
    }
  }

  private void test() {
    if (rules.asleep().getAsBoolean()) {
      return;
    }
    for (Family family : EnumSet.copyOf(missing)) {
      if (!running.contains(family)) {
        test(family);
      }
    }
  }

  private void test(Family family) {
    Self now = self.get();
    boolean ipv6 = family == Family.IPV6;
    Optional<TestPath> path =
        TestPath.draw(relays.get(), now.target().rsaIdentity(), ipv6, rules.distinct(), random);
    if (path.isEmpty()) {
      return;
    }
    if (said.add(family)) {
      log.info(
          "Testing whether our {} ORPort can be reached from outside; until it is, no descriptor is"
              + " published",
          family.text());
    }
    running.add(family);
    circuits.build(path.get(), now, ipv6, () -> LoopTask.give(loop, () -> running.remove(family)));
  }

  /**
   * A CREATE came.
   *
   * @param initiator whether it was we who opened the link
   * @param remote the peer's address
   * @param seenAs the address at which the peer says that it reached us; null where it said none
   */
  public void createCame(boolean initiator, InetAddress remote, @Nullable InetAddress seenAs) {
    // Any loop, and for each circuit: nothing is left to do here once all is reached.
    if (!done && !initiator && seenAs != null && rules.isOutside().test(remote)) {
      LoopTask.give(loop, () -> reached(Family.of(remote), seenAs));
    }
  }

  private void reached(Family family, InetAddress seenAs) {
    boolean isOurs =
        self.get().target().addresses().stream().anyMatch(each -> each.getAddress().equals(seenAs));
    if (closed || !isOurs || family != Family.of(seenAs) || !missing.remove(family)) {
      return;
    }
    log.info("Our {} ORPort can be reached from outside", family.text());
    if (missing.isEmpty()) {
      done = true;
      stop();
      reachable.trySuccess(null);
    }
  }

  private void complain() {
    if (rules.asleep().getAsBoolean()) {
      return;
    }
    for (Family family : missing) {
      log.warn(
          "Nobody has reached our {} ORPort yet, so our descriptor is not published. See whether a"
              + " firewall is in the way, and whether Address and ORPort are right; AssumeReachable"
              + " 1 publishes untested",
          family.text());
    }
  }

  private void stop() {
    if (again != null) {
      again.cancel(false);
    }
    if (complaint != null) {
      complaint.cancel(false);
    }
  }

  /** Ends it. Any thread. */
  public void close() {
    LoopTask.give(
        loop,
        () -> {
          closed = true;
          stop();
          reachable.cancel(false);
        });
  }
}
