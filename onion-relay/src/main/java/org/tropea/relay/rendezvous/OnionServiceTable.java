package org.tropea.relay.rendezvous;

import com.google.crypto.tink.util.Bytes;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.directory.network.Parameters;
import org.tropea.protocol.message.RendezvousCookie;

/**
 * The circuits of a relay that others are led to: those of services by the key that introductions
 * name, those of clients by the cookie of the rendezvous. Each is there while its circuit is, so
 * there are no more of them than circuits. Others choose these keys, so they are sorted: likes of a
 * hash would cost the more the more of them there are. Any thread.
 */
public final class OnionServiceTable {
  private final Map<ByteBuffer, OnionServiceCircuit> services = new ConcurrentSkipListMap<>();
  private final Map<ByteBuffer, OnionServiceCircuit> clients = new ConcurrentSkipListMap<>();
  private final Map<OnionServiceEvent, LongAdder> events = new EnumMap<>(OnionServiceEvent.class);
  private final LongAdder carried = new LongAdder();
  private final Curve25519 curve;
  private final Supplier<OnionServiceRules> rules;

  /**
   * @param curve verifies what services sign
   * @param rules what is granted now
   */
  public OnionServiceTable(Curve25519 curve, Supplier<OnionServiceRules> rules) {
    this.curve = curve;
    this.rules = rules;
    for (OnionServiceEvent event : OnionServiceEvent.values()) {
      events.put(event, new LongAdder());
    }
  }

  /** The way to the other circuit of a rendezvous. */
  JoinedCircuit way(OnionServiceCircuit other) {
    return new JoinedCircuit(other, carried);
  }

  /** This happened. */
  void count(OnionServiceEvent event) {
    Objects.requireNonNull(events.get(event)).increment();
  }

  /** What happened; the counters are not read at one instant. */
  public OnionServiceTotals totals() {
    Map<OnionServiceEvent, Long> sums = new EnumMap<>(OnionServiceEvent.class);
    events.forEach((event, count) -> sums.put(event, count.sum()));
    return new OnionServiceTotals(sums, carried.sum());
  }

  /** Those of a relay that no consensus has told anything. */
  public static OnionServiceTable plain(Curve25519 curve) {
    OnionServiceRules rules = OnionServiceRules.of(Parameters.NONE);
    return new OnionServiceTable(curve, () -> rules);
  }

  private static ByteBuffer sorted(Bytes key) {
    return ByteBuffer.wrap(key.toByteArray());
  }

  Curve25519 curve() {
    return curve;
  }

  OnionServiceRules rules() {
    return rules.get();
  }

  /** The service's circuit by this key is this one now; the one before, null where none was. */
  @Nullable OnionServiceCircuit introduce(Ed25519Identity key, OnionServiceCircuit circuit) {
    return services.put(sorted(key.value()), circuit);
  }

  /** The service's circuit; null where there is none. */
  @Nullable OnionServiceCircuit service(Ed25519Identity key) {
    return services.get(sorted(key.value()));
  }

  /** The service's circuit is gone. */
  void forget(Ed25519Identity key, OnionServiceCircuit circuit) {
    services.remove(sorted(key.value()), circuit);
  }

  /** A client waits by this cookie, unless another does. */
  boolean await(RendezvousCookie cookie, OnionServiceCircuit circuit) {
    return clients.putIfAbsent(sorted(cookie.value()), circuit) == null;
  }

  /** The client that waited by this cookie, and waits no more; null where there is none. */
  @Nullable OnionServiceCircuit rendezvous(RendezvousCookie cookie) {
    return clients.remove(sorted(cookie.value()));
  }

  /** The client's circuit is gone. */
  void forget(RendezvousCookie cookie, OnionServiceCircuit circuit) {
    clients.remove(sorted(cookie.value()), circuit);
  }

  /** How many circuits of services there are. */
  public int services() {
    return services.size();
  }

  /** How many clients wait. */
  public int clients() {
    return clients.size();
  }
}
