package org.tropea.control.status;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.client.ClientObserver;
import org.tropea.control.event.EventBus;
import org.tropea.control.event.EventKind;
import org.tropea.control.protocol.ByteText;
import org.tropea.control.protocol.Reply;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.fetch.BootstrapPhase;
import org.tropea.protocol.channel.LinkEnd;
import org.tropea.protocol.channel.LinkFacts;
import org.tropea.protocol.channel.LinkTraffic;
import org.tropea.protocol.circuit.CircuitFacts;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.CircuitTraffic;
import org.tropea.protocol.circuit.CloseReason;
import org.tropea.protocol.stream.StreamEnd;
import org.tropea.protocol.stream.StreamFacts;
import org.tropea.protocol.stream.StreamTraffic;

/**
 * What a client does: its circuits, streams and links as GETINFO lists them, how far it has come,
 * and the events of all of it. The client's loop tells it; any thread asks.
 */
public final class ClientStatus implements ClientObserver {
  private final EventBus events;
  private final InstantSource clock;
  private final RelayNames names;
  private final Consumer<BootstrapPhase> progress;
  private final Map<Long, CircuitLine> circuits = new ConcurrentSkipListMap<>();
  private final Map<Long, StreamLine> streams = new ConcurrentSkipListMap<>();
  private final Map<Long, LinkFacts> links = new ConcurrentSkipListMap<>();
  private volatile BootstrapPhase reached = BootstrapPhase.STARTING;
  private volatile boolean established;

  /**
   * The status of a client that has not begun.
   *
   * @param progress who else is told how far it has come
   */
  public ClientStatus(
      EventBus events, InstantSource clock, RelayNames names, Consumer<BootstrapPhase> progress) {
    this.events = events;
    this.clock = clock;
    this.names = names;
    this.progress = progress;
  }

  /** {@code GETINFO circuit-status}. */
  public String circuits() {
    return circuits.entrySet().stream()
        .map(
            each ->
                each.getKey()
                    + " "
                    + each.getValue().state()
                    + " "
                    + each.getValue().described(names))
        .collect(Collectors.joining("\r\n"));
  }

  /** The circuits as they are, oldest first. */
  public List<CircuitView> circuitViews() {
    return circuits.values().stream().map(CircuitLine::view).toList();
  }

  /** How many streams are in that state: NEW, SENTCONNECT or SUCCEEDED. */
  public int streamsIn(String state) {
    return (int) streams.values().stream().filter(each -> each.state().equals(state)).count();
  }

  /** How far it has come. */
  public BootstrapPhase reached() {
    return reached;
  }

  /** {@code GETINFO stream-status}. */
  public String streams() {
    return streams.entrySet().stream()
        .map(
            each -> {
              StreamLine line = each.getValue();
              return each.getKey() + " " + line.state() + " " + line.circuit() + " " + target(line);
            })
        .collect(Collectors.joining("\r\n"));
  }

  /** {@code GETINFO orconn-status}. */
  public String links() {
    return links.values().stream()
        .map(link -> name(link) + " CONNECTED")
        .collect(Collectors.joining("\r\n"));
  }

  /** {@code GETINFO status/bootstrap-phase}. */
  public String phase() {
    return "NOTICE " + phase(reached);
  }

  /** Whether circuits can be had. */
  public boolean isEstablished() {
    return established;
  }

  /** Whether enough of the network is known to build circuits. */
  public boolean knowsEnough() {
    return reached.compareTo(BootstrapPhase.ENOUGH_DIRINFO) >= 0;
  }

  /** Whether there is a circuit of this number. */
  public boolean hasCircuit(long number) {
    return circuits.containsKey(number);
  }

  /** Whether there is a stream of this number. */
  public boolean hasStream(long number) {
    return streams.containsKey(number);
  }

  private static String phase(BootstrapPhase phase) {
    return "BOOTSTRAP PROGRESS="
        + phase.percent()
        + " TAG="
        + phase.tag()
        + " SUMMARY=\""
        + phase.summary()
        + "\"";
  }

  @Override
  public void progressed(BootstrapPhase phase) {
    reached = phase;
    progress.accept(phase);
    status("NOTICE " + phase(phase));
    if (phase == BootstrapPhase.ENOUGH_DIRINFO) {
      status("NOTICE ENOUGH_DIR_INFO");
    }
  }

  private void status(String words) {
    events.publish(EventKind.STATUS_CLIENT, () -> Reply.event("STATUS_CLIENT " + words));
  }

  @Override
  public void circuitsAvailable() {
    established = true;
    status("NOTICE CIRCUIT_ESTABLISHED");
  }

  @Override
  public void circuitsUnavailable() {
    established = false;
    status("NOTICE CIRCUIT_NOT_ESTABLISHED REASON=CIRCUIT_FAILED");
  }

  @Override
  public void consensusTaken(Lifetime lifetime, int relays) {
    status("NOTICE CONSENSUS_ARRIVED");
  }

  @Override
  public void entryAvoided(RsaIdentity relay) {
    guard(relay, "DOWN");
  }

  @Override
  public void entryReached(RsaIdentity relay) {
    guard(relay, "UP");
  }

  private void guard(RsaIdentity relay, String state) {
    events.publish(
        EventKind.GUARD, () -> Reply.event("GUARD ENTRY " + names.of(relay) + " " + state));
  }

  @Override
  public void launched(CircuitFacts circuit) {
    CircuitLine line = new CircuitLine(circuit, clock.instant(), 0, false);
    circuits.put(circuit.number(), line);
    tell("LAUNCHED", line, "");
  }

  @Override
  public void extended(CircuitFacts circuit, int hops) {
    CircuitLine line =
        changed(circuit, old -> new CircuitLine(circuit, old.created(), hops, old.linked()));
    if (line != null) {
      tell("EXTENDED", line, "");
    }
  }

  @Override
  public void built(CircuitFacts circuit) {
    CircuitLine line = circuits.get(circuit.number());
    if (line != null) {
      tell("BUILT", line, "");
    }
  }

  @Override
  public void cannibalized(CircuitFacts circuit, CircuitPurpose before) {
    CircuitLine old = circuits.get(circuit.number());
    CircuitLine line =
        changed(circuit, was -> new CircuitLine(circuit, clock.instant(), was.hops(), false));
    if (old != null && line != null) {
      minor(
          "CANNIBALIZED",
          line,
          "OLD_PURPOSE="
              + CircuitLine.word(before)
              + " OLD_TIME_CREATED="
              + ControlTime.microseconds(old.created()));
    }
  }

  @Override
  public void assigned(CircuitFacts circuit, CircuitPurpose before) {
    CircuitLine line =
        changed(circuit, old -> new CircuitLine(circuit, old.created(), old.hops(), old.linked()));
    if (line != null) {
      minor("PURPOSE_CHANGED", line, "OLD_PURPOSE=" + CircuitLine.word(before));
    }
  }

  @Override
  public void linked(CircuitFacts circuit, long set) {
    CircuitLine line =
        changed(circuit, old -> new CircuitLine(circuit, old.created(), old.hops(), true));
    if (line != null) {
      minor("PURPOSE_CHANGED", line, "OLD_PURPOSE=CONFLUX_UNLINKED");
    }
  }

  private void minor(String what, CircuitLine line, String old) {
    events.publish(
        EventKind.CIRC_MINOR,
        () ->
            Reply.event(
                "CIRC_MINOR "
                    + line.facts().number()
                    + " "
                    + what
                    + " "
                    + line.described(names)
                    + " "
                    + old));
  }

  private @Nullable CircuitLine changed(CircuitFacts circuit, UnaryOperator<CircuitLine> change) {
    return circuits.computeIfPresent(circuit.number(), (number, old) -> change.apply(old));
  }

  @Override
  public void failed(CircuitFacts circuit, CloseReason why) {
    gone(circuit, "FAILED", why);
  }

  @Override
  public void closed(CircuitFacts circuit, CloseReason why, CircuitTraffic carried) {
    gone(circuit, "CLOSED", why);
  }

  private void gone(CircuitFacts circuit, String how, CloseReason why) {
    CircuitLine line = circuits.remove(circuit.number());
    if (line != null) {
      tell(how, line, " " + ReasonNames.of(why));
    }
  }

  private void tell(String what, CircuitLine line, String more) {
    events.publish(
        EventKind.CIRC,
        () ->
            Reply.event(
                "CIRC " + line.facts().number() + " " + what + " " + line.described(names) + more));
  }

  @Override
  public void requested(StreamFacts stream) {
    StreamLine line = new StreamLine(stream, 0, false);
    streams.put(stream.number(), line);
    tell("NEW", line, " PURPOSE=" + line.purpose());
  }

  @Override
  public void unattached(StreamFacts stream) {
    tell("CONTROLLER_WAIT", new StreamLine(stream, 0, false), "");
  }

  @Override
  public void redirected(StreamFacts stream) {
    streams.computeIfPresent(
        stream.number(), (number, old) -> new StreamLine(stream, old.circuit(), old.connected()));
  }

  @Override
  public void sent(StreamFacts stream, long circuit) {
    change("SENTCONNECT", new StreamLine(stream, circuit, false), "");
  }

  @Override
  public void connected(StreamFacts stream, long circuit) {
    change("SUCCEEDED", new StreamLine(stream, circuit, true), "");
  }

  @Override
  public void detached(StreamFacts stream, long circuit, StreamEnd why) {
    tell("DETACHED", new StreamLine(stream, circuit, false), " " + ReasonNames.of(why));
    streams.replace(stream.number(), new StreamLine(stream, 0, false));
  }

  @Override
  public void failed(StreamFacts stream, StreamEnd why) {
    StreamLine line = streams.remove(stream.number());
    if (line != null) {
      tell("FAILED", line, " " + ReasonNames.of(why));
      tell("CLOSED", line, " " + ReasonNames.of(why));
    }
  }

  @Override
  public void closed(StreamFacts stream, long circuit, StreamEnd why, StreamTraffic carried) {
    StreamLine line = streams.remove(stream.number());
    if (line != null) {
      tell("CLOSED", line, " " + ReasonNames.of(why));
    }
  }

  private void change(String what, StreamLine line, String more) {
    streams.replace(line.facts().number(), line);
    tell(what, line, more);
  }

  private void tell(String what, StreamLine line, String more) {
    events.publish(
        EventKind.STREAM,
        () ->
            Reply.event(
                "STREAM "
                    + line.facts().number()
                    + " "
                    + what
                    + " "
                    + line.circuit()
                    + " "
                    + target(line)
                    + more));
  }

  /** A program wrote it: whatever it is, it stays within its line. */
  private static String target(StreamLine line) {
    return ByteText.of(line.target()).replaceAll("[\\x00-\\x20]", "?");
  }

  @Override
  public void opened(LinkFacts link) {
    links.put(link.number(), link);
    tell(link, "CONNECTED", "");
  }

  @Override
  public void closed(LinkFacts link, LinkEnd end, LinkTraffic carried) {
    links.remove(link.number());
    tell(link, "CLOSED", " REASON=DONE");
  }

  private void tell(LinkFacts link, String what, String more) {
    events.publish(
        EventKind.ORCONN,
        () -> Reply.event("ORCONN " + name(link) + " " + what + more + " ID=" + link.number()));
  }

  private String name(LinkFacts link) {
    var peer = link.peer();
    return peer == null
        ? link.address().getAddress().getHostAddress() + ":" + link.address().getPort()
        : names.of(peer.rsaIdentity());
  }
}
