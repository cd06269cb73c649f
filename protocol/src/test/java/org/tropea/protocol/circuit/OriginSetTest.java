package org.tropea.protocol.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.util.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.NtorV3Relay;
import org.tropea.crypto.handshake.RelayAnswer;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.onion.RelayLayer;
import org.tropea.crypto.onion.Tor1RelayLayer;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.FakeLink;
import org.tropea.protocol.channel.RelayCredentials;
import org.tropea.protocol.conflux.LinkedCircuits.Charter;
import org.tropea.protocol.conflux.ReorderAccount;
import org.tropea.protocol.flow.CellQueues;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.flow.PathKind;
import org.tropea.protocol.flow.SendmeVersions;
import org.tropea.protocol.flow.UsualRates;
import org.tropea.protocol.flow.UsualVegas;
import org.tropea.protocol.loop.FakeLoop;
import org.tropea.protocol.loop.FakeLoops;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.AddressedMessage;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.ConfluxLink;
import org.tropea.protocol.message.ConfluxLinked;
import org.tropea.protocol.message.ConfluxLinkedAck;
import org.tropea.protocol.message.ConfluxSwitch;
import org.tropea.protocol.message.ConfluxTerms;
import org.tropea.protocol.message.ConfluxWish;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.HopRequest;
import org.tropea.protocol.message.HopResponse;
import org.tropea.protocol.message.RelayCellFormat0;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.message.Xon;
import org.tropea.protocol.stream.TorStream;

/** Rows F08 and F09 at the client, whose exit is played; cases message-22 and message-24. */
class OriginSetTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final int QUEUE = 100_000;
  private static final FlowRules FLOW =
      new FlowRules(
          CellQueues.USUAL,
          SendmeVersions.USUAL,
          true,
          UsualVegas.INCREMENT,
          Map.of(PathKind.EXIT, UsualVegas.EXIT, PathKind.SBWS, UsualVegas.EXIT),
          UsualRates.ORIGIN);
  private static final Bytes NAME =
      Bytes.copyFrom("a set's name has thirty-two byte".getBytes(StandardCharsets.US_ASCII));
  private static final ConfluxTerms ASKED =
      new ConfluxTerms(NAME, 0, 0, ConfluxWish.HIGH_THROUGHPUT);
  private static final ConfluxLinked LINKED =
      new ConfluxLinked(new ConfluxTerms(NAME, 0, 0, ConfluxWish.MIN_LATENCY));

  private final FakeLoops loops = new FakeLoops();
  private final FakeLoop loop = loops.loop();
  private final ReorderAccount account = new ReorderAccount(1 << 20);
  private final RecordedCircuits observer = new RecordedCircuits();
  private final CircuitWatch watch = new CircuitWatch(observer);
  private final OriginSet set = set();
  private final StringBuilder read = new StringBuilder();

  private OriginSet set() {
    return on(
        () ->
            new OriginSet(
                loop, new Charter(NAME, ConfluxWish.HIGH_THROUGHPUT, 8, QUEUE), account, RANDOM));
  }

  /** What {@code task} gives, done on the loop; all that follows is done, too. */
  private <T> T on(Supplier<T> task) {
    List<T> result = new ArrayList<>();
    loop.now(() -> result.add(task.get()));
    loops.run();
    return result.get(0);
  }

  private void run(Runnable task) {
    loop.now(task);
    loops.run();
  }

  /** A circuit of one hop, whose relay the test plays. */
  private final class Leg {
    private final FakeLink link = new FakeLink(loop, true, null, (channel, create) -> {});
    private final OriginCircuit circuit;
    private final RelayLayer layer;
    private final int id;
    private @Nullable Future<OriginCircuit> agreed;

    Leg(HopRequest asked) throws DecodeException {
      RelayCredentials self = RelayCredentials.one();
      HopHandshake handshake =
          HopHandshake.with(
              CURVE, self.target(EmbeddedLink.ADDRESS), self.onionKey().publicKey(), asked, RANDOM);
      CircuitStart start =
          new CircuitStart(
              watch.launch(CircuitPurpose.CONFLUX, List.of(self.target(EmbeddedLink.ADDRESS))),
              () -> FLOW,
              RANDOM);
      Future<OriginCircuit> created =
          on(() -> OriginCircuit.create2(link.channel(), handshake, start));
      Create2 create = (Create2) link.sent().get(0);
      RelayAnswer answer =
          new NtorV3Relay(CURVE, self.identityKey().identity(), List.of(self.onionKey()), RANDOM)
              .open(create.request().toByteArray())
              .answer(
                  asked.congestionControl()
                      ? new HopResponse(UsualVegas.INCREMENT).write()
                      : HopResponse.NOTHING.write());
      id = create.circuitId();
      link.receive(new Created2(id, Bytes.copyFrom(answer.reply())));
      layer = new Tor1RelayLayer(answer.keys().take(Tor1RelayLayer.KEYS_LENGTH));
      circuit = Objects.requireNonNull(created.getNow());
    }

    Leg() throws DecodeException {
      this(new HopRequest(true, false));
    }

    Leg ask() {
      agreed = on(() -> set.ask(circuit));
      return this;
    }

    Leg send(int streamId, RelayMessage message) {
      return sendBody(RelayCellFormat0.INSTANCE.pack(streamId, message, RANDOM));
    }

    Leg sendBody(byte[] body) {
      layer.originate(CellCommand.RELAY, body);
      link.receive(new Relay(id, false, body));
      loops.run();
      return this;
    }

    /** Asks for it, and agrees. */
    Leg agree() throws DecodeException {
      return agree(ConfluxWish.MIN_LATENCY);
    }

    Leg agree(ConfluxWish wish) throws DecodeException {
      ask();
      assertThat(received()).containsExactly(new ConfluxLink(ASKED));
      loops.advance(Duration.ofMillis(20));
      send(0, new ConfluxLinked(new ConfluxTerms(NAME, 0, 0, wish)));
      assertThat(received()).containsExactly(new ConfluxLinkedAck());
      assertThat(Objects.requireNonNull(agreed).getNow()).isSameAs(circuit);
      return this;
    }

    List<RelayMessage> received() throws DecodeException {
      List<RelayMessage> messages = new ArrayList<>();
      for (Cell cell : link.sent()) {
        if (cell instanceof Relay relay) {
          assertThat(layer.decrypt(relay.command(), relay.body())).isNotNull();
          AddressedMessage opened = RelayCellFormat0.INSTANCE.unpack(relay.body());
          messages.add(opened.message());
        }
      }
      return messages;
    }

    boolean isDestroyed() {
      return !circuit.isOpen() && link.sent().stream().anyMatch(Destroy.class::isInstance);
    }
  }

  private void complete() {
    run(set::complete);
  }

  /** Two legs of a set that streams may use. */
  private List<Leg> linked() throws DecodeException {
    return linked(ConfluxWish.MIN_LATENCY);
  }

  private List<Leg> linked(ConfluxWish wish) throws DecodeException {
    List<Leg> legs = List.of(new Leg().agree(wish), new Leg().agree(wish));
    complete();
    return legs;
  }

  private TorStream open() {
    return on(
        () -> {
          try {
            return set.streams().open(new Begin("host.example", 80, 0));
          } catch (StreamException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** The leg by which the BEGIN came; the stream is connected by it, and read. */
  private Leg connect(TorStream stream, List<Leg> legs) throws DecodeException {
    for (Leg leg : legs) {
      List<RelayMessage> messages = leg.received();
      if (!messages.isEmpty()) {
        assertThat(messages).singleElement().isInstanceOf(Begin.class);
        run(
            () -> {
              stream.pipeline().addLast(new Reader());
              stream.config().setAutoRead(true);
            });
        return leg.send(stream.streamId(), new Connected(null, 0));
      }
    }
    throw new AssertionError("no leg has the BEGIN");
  }

  private static Leg other(Leg leg, List<Leg> legs) {
    return legs.get(legs.get(0) == leg ? 1 : 0);
  }

  private final class Reader extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      read.append(((ByteBuf) message).toString(StandardCharsets.US_ASCII));
      ReferenceCountUtil.release(message);
    }
  }

  private static Data data(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return new Data(bytes, 0, bytes.length);
  }

  private void write(TorStream stream, int bytes) {
    run(() -> Unwatched.writeAndFlush(stream, Unpooled.wrappedBuffer(new byte[bytes])));
  }

  @Test
  void set_isUsable_onceEachLegHasAgreed_andItIsComplete() throws Exception {
    Leg first = new Leg().agree();
    Leg second = new Leg().ask();
    assertThat(set.isOpen()).isFalse();
    assertThatThrownBy(this::complete).isInstanceOf(IllegalStateException.class);
    run(
        () ->
            assertThatThrownBy(() -> set.streams().open(new Begin("host.example", 80, 0)))
                .isInstanceOf(StreamException.class));
    second.send(0, LINKED);
    complete();
    assertThat(set.isOpen()).isTrue();
    long number = first.circuit.facts().number();
    assertThat(set.facts()).isEqualTo(first.circuit.facts());
    assertThat(observer.events)
        .contains(
            "linked " + number + " to " + number,
            "linked " + second.circuit.facts().number() + " to " + number);
  }

  @Test
  void stream_ofASet_readsWhatComesByBothLegs_inItsOrder() throws Exception {
    List<Leg> legs = linked();
    TorStream stream = open();
    Leg used = connect(stream, legs);
    Leg other = other(used, legs);
    other.send(0, new ConfluxSwitch(2));
    other.send(stream.streamId(), data("world")).send(stream.streamId(), data("!"));
    assertThat(read).isEmpty();
    assertThat(account.held()).isPositive();
    used.send(stream.streamId(), data("hello "));
    assertThat(read).hasToString("hello world!");
    assertThat(account.held()).isZero();
  }

  @Test
  void stream_ofASet_goesOnByTheOtherLeg_whenOneIsFull() throws Exception {
    List<Leg> legs = linked(ConfluxWish.HIGH_THROUGHPUT);
    TorStream stream = open();
    Leg used = connect(stream, legs);
    write(stream, 498 * 300);
    List<RelayMessage> there = used.received();
    List<RelayMessage> here = other(used, legs).received();
    assertThat(there).hasSize(124).allMatch(Data.class::isInstance);
    assertThat(here).hasSize(125).first().isEqualTo(new ConfluxSwitch(125));
  }

  @Test
  void leg_thatIsNotUsed_mayDie() throws Exception {
    List<Leg> legs = linked();
    TorStream stream = open();
    Leg used = connect(stream, legs);
    other(used, legs).link.close();
    loops.run();
    assertThat(set.isOpen()).isTrue();
    used.send(stream.streamId(), data("on"));
    assertThat(read).hasToString("on");
    assertThat(set.facts()).isEqualTo(used.circuit.facts());
    used.link.close();
    loops.run();
    assertThat(set.closed().isDone()).isTrue();
    assertThat(stream.endReason()).isEqualTo(EndReason.DESTROY);
  }

  /** As C tor's exits wish it. */
  @Test
  void stream_whoseExitWishesForLittleLatency_waitsForTheQuickestLeg() throws Exception {
    List<Leg> legs = linked();
    TorStream stream = open();
    Leg used = connect(stream, legs);
    write(stream, 498 * 300);
    assertThat(used.received()).hasSize(124);
    assertThat(other(used, legs).received()).isEmpty();
  }

  /** As C tor's clients, which send optimistic data on circuits of their own only. */
  @Test
  void stream_ofASet_saysNothing_beforeItIsConnected() throws Exception {
    List<Leg> legs = linked();
    TorStream stream =
        on(
            () -> {
              try {
                return set.streams()
                    .open(new Begin("host.example", 80, 0), Unpooled.wrappedBuffer(new byte[9]));
              } catch (StreamException e) {
                throw new AssertionError(e);
              }
            });
    Leg used = connect(stream, legs);
    run(stream::flush);
    assertThat(used.received()).singleElement().isInstanceOf(Data.class);
  }

  /** What it carried is lost: nobody shall believe that the stream has ended well. */
  @Test
  void leg_thatIsUsed_takesTheSetAlong() throws Exception {
    List<Leg> legs = linked();
    TorStream stream = open();
    Leg used = connect(stream, legs);
    Leg other = other(used, legs);
    used.link.close();
    loops.run();
    assertThat(other.isDestroyed()).isTrue();
    assertThat(stream.endReason()).isEqualTo(EndReason.DESTROY);
    assertThat(set.isOpen()).isFalse();
  }

  static List<RelayMessage> impossible() {
    return List.of(
        new ConfluxLinked(
            new ConfluxTerms(
                Bytes.copyFrom(new byte[ConfluxTerms.NONCE_LENGTH]), 0, 0, ConfluxWish.NO_OPINION)),
        new ConfluxLinked(new ConfluxTerms(NAME, 1, 0, ConfluxWish.NO_OPINION)),
        new ConfluxLinked(new ConfluxTerms(NAME, 0, 1, ConfluxWish.NO_OPINION)),
        new ConfluxLink(ASKED),
        new ConfluxLinkedAck(),
        new ConfluxSwitch(31));
  }

  /** Also TROVE-2026-004: what is compared has one length. */
  @ParameterizedTest
  @MethodSource("impossible")
  void message_thatCannotAnswerALink_closesTheCircuitAlone(RelayMessage message) throws Exception {
    Leg first = new Leg().agree();
    Leg second = new Leg().ask();
    second.send(0, message);
    assertThat(second.isDestroyed()).isTrue();
    assertThat(Objects.requireNonNull(second.agreed).isSuccess()).isFalse();
    assertThat(first.circuit.isOpen()).isTrue();
    complete();
    assertThat(set.isOpen()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 33, 49})
  void linked_thatIsTooShort_closesTheCircuit(int length) throws Exception {
    Leg leg = new Leg().ask();
    byte[] body = RelayCellFormat0.INSTANCE.pack(0, LINKED, RANDOM);
    body[10] = (byte) length;
    leg.sendBody(body);
    assertThat(leg.isDestroyed()).isTrue();
  }

  @Test
  void linked_thatNobodyAskedFor_closesTheCircuit() throws Exception {
    Leg leg = new Leg();
    leg.send(0, LINKED);
    assertThat(leg.isDestroyed()).isTrue();
  }

  @Test
  void linked_onceMore_closesTheLeg() throws Exception {
    List<Leg> legs = linked();
    legs.get(1).send(0, LINKED);
    assertThat(legs.get(1).isDestroyed()).isTrue();
  }

  @Test
  void message_ofAStream_beforeTheSetIsComplete_closesTheCircuit() throws Exception {
    Leg leg = new Leg().agree();
    leg.send(7, data("early"));
    assertThat(leg.isDestroyed()).isTrue();
  }

  /** Case message-22: also what an origin has not to do with. */
  @Test
  void message_onAStreamThatWasNeverOpened_endsTheSet() throws Exception {
    List<Leg> legs = linked();
    legs.get(0).send(7, data("whose?"));
    assertThat(legs.get(0).isDestroyed()).isTrue();
    assertThat(legs.get(1).isDestroyed()).isTrue();
    assertThat(set.isOpen()).isFalse();
  }

  /** TROVE-2026-025. */
  @Test
  void circuit_withAStream_canBeNoLeg() throws Exception {
    Leg leg = new Leg();
    run(
        () -> {
          try {
            leg.circuit.streams().open(new Begin("host.example", 80, 0));
          } catch (StreamException e) {
            throw new AssertionError(e);
          }
          assertThatThrownBy(() -> set.ask(leg.circuit)).isInstanceOf(IllegalStateException.class);
        });
  }

  @Test
  void circuit_withoutCongestionControl_canBeNoLeg() throws Exception {
    Leg leg = new Leg(HopRequest.NOTHING).ask();
    assertThat(leg.isDestroyed()).isTrue();
    assertThat(Objects.requireNonNull(leg.agreed).cause()).isNotNull();
  }

  /** TROVE-2026-026: a leg that comes late finds the set as dead as it is. */
  @Test
  void linked_onceTheSetIsGone_revivesNothing() throws Exception {
    new Leg().agree();
    Leg late = new Leg().ask();
    run(() -> set.destroy(DestroyReason.FINISHED));
    assertThat(late.circuit.isOpen()).isFalse();
    late.send(0, LINKED);
    assertThat(set.isOpen()).isFalse();
    Leg later = new Leg().ask();
    assertThat(later.isDestroyed()).isTrue();
    assertThatThrownBy(this::complete).isInstanceOf(IllegalStateException.class);
  }

  /** TROVE-2026-009, 014 and 017: a leg that dies while it is being sent on. */
  @Test
  void leg_thatDiesWhileItIsSentOn_endsTheSetOnce() throws Exception {
    List<Leg> legs = linked();
    TorStream stream = open();
    Leg used = connect(stream, legs);
    used.link.stall(true);
    // One message after the other, none of which waits for room: the queue overflows in a send.
    run(
        () -> {
          for (int i = 0; i < 3000; i++) {
            set.send(stream.streamId(), new Xon(i));
          }
          set.flush();
        });
    assertThat(used.circuit.isOpen()).isFalse();
    assertThat(other(used, legs).isDestroyed()).isTrue();
    assertThat(set.closed().isDone()).isTrue();
    assertThat(stream.isOpen()).isFalse();
    assertThat(account.held()).isZero();
  }

  /** TROVE-2026-016: the streams are the set's, and end once. */
  @Test
  void set_thatIsDestroyed_endsAllThatIsItsOwn_andStaysSo() throws Exception {
    List<Leg> legs = linked();
    TorStream stream = open();
    connect(stream, legs);
    run(() -> set.destroy(DestroyReason.FINISHED));
    run(() -> set.destroy(DestroyReason.NONE));
    assertThat(set.closed().getNow()).isEqualTo(DestroyReason.FINISHED);
    assertThat(legs).allMatch(Leg::isDestroyed);
    assertThat(stream.isOpen()).isFalse();
    assertThat(set.streams().isIdle()).isTrue();
  }

  /** TROVE-2026-008. */
  @Test
  void directoryStream_onASet_isAMistake() throws Exception {
    linked();
    run(
        () ->
            assertThatThrownBy(() -> set.streams().openDirectory())
                .isInstanceOf(IllegalStateException.class));
    assertThat(set.isOpen()).isTrue();
  }

  /** Case message-24, and TROVE-2026-010: what waits is bounded, and forgotten with the set. */
  @Test
  void messages_thatNeverHaveTheirTurn_endTheSet() throws Exception {
    List<Leg> legs = linked();
    TorStream stream = open();
    Leg used = connect(stream, legs);
    used.send(0, new ConfluxSwitch(1));
    used.send(stream.streamId(), data("never read"));
    for (int i = 0; i < 1000 && set.isOpen(); i++) {
      assertThat(account.held()).isBetween(1L, (long) QUEUE);
      used.send(stream.streamId(), data("never read"));
    }
    assertThat(set.isOpen()).isFalse();
    assertThat(account.held()).isZero();
    assertThat(legs).allMatch(Leg::isDestroyed);
  }

  @Test
  void connected_thatCannotBeRead_keepsItsTurn() throws Exception {
    List<Leg> legs = linked();
    TorStream stream = open();
    Leg used = legs.get(0);
    byte[] body = RelayCellFormat0.INSTANCE.pack(stream.streamId(), new Connected(null, 0), RANDOM);
    body[0] = RelayCommand.CONNECTED;
    body[10] = 1;
    used.sendBody(body);
    assertThat(stream.isOpen()).isFalse();
    assertThat(set.isOpen()).isTrue();
    TorStream next = open();
    used.send(next.streamId(), new Connected(null, 0));
    assertThat(next.connected().isSuccess()).isTrue();
    used.send(next.streamId(), End.of(EndReason.DONE));
    assertThat(set.isOpen()).isTrue();
  }

  /** A stream of a random life, and what the exit sent by it. */
  private static final class Spoken {
    private final TorStream stream;
    private final StringBuilder sent = new StringBuilder();
    private final StringBuilder arrived = new StringBuilder();
    private boolean connected;

    Spoken(TorStream stream) {
      this.stream = stream;
    }
  }

  /** A leg of a random life: what its exit has put on it, and what is not there yet. */
  private static final class Spun {
    private final Leg leg;
    private final Deque<AddressedMessage> underWay = new ArrayDeque<>();
    private boolean agreed;
    private long lastSent;

    Spun(Leg leg) {
      this.leg = leg;
    }
  }

  /**
   * A random life of a set with its streams, the exit's side of which is a model. What is read is
   * the beginning of what was sent, in its order; a closed leg is sent nothing; what waits is
   * counted; and of a set that is over nothing is left.
   */
  private final class Life {
    private final Random chance;
    private final List<Spun> legs = new ArrayList<>();
    private final List<Spoken> streams = new ArrayList<>();
    private long exitSent;
    private long delivered;
    private final Set<Long> early = new HashSet<>();
    private final Map<Spun, Long> arrivedUpTo = new HashMap<>();
    private boolean complete;

    Life(long seed) {
      chance = new Random(seed);
    }

    void step() throws DecodeException {
      int what = chance.nextInt(100);
      if (!complete) {
        begin(what);
      } else if (what < 5) {
        streams.add(new Spoken(open()));
      } else if (what < 45) {
        speak();
      } else if (what < 88) {
        arrive();
      } else if (what < 94) {
        write();
      } else if (what < 96) {
        late();
      } else if (what < 97) {
        any().leg.link.close();
        loops.run();
      } else if (what == 99 && chance.nextInt(4) == 0) {
        run(() -> set.destroy(DestroyReason.FINISHED));
      }
    }

    private Spun any() {
      return legs.get(chance.nextInt(legs.size()));
    }

    private void begin(int what) throws DecodeException {
      boolean asked = !legs.isEmpty();
      if (!asked || (what < 20 && legs.size() < 3)) {
        legs.add(new Spun(new Leg().ask()));
      } else if (what < 90) {
        Spun spun = any();
        if (!spun.agreed) {
          spun.leg.send(0, LINKED);
          spun.agreed = spun.leg.circuit.isOpen();
        }
      } else if (what < 95) {
        Spun spun = any();
        spun.leg.link.close();
        loops.run();
      }
      legs.removeIf(spun -> !spun.leg.circuit.isOpen());
      if (legs.size() >= 2 && legs.stream().allMatch(spun -> spun.agreed)) {
        complete();
        complete = true;
        legs.forEach(spun -> arrivedUpTo.put(spun, 0L));
      }
    }

    /** The exit answers a stream that is not connected, or says something by one that is. */
    private void speak() {
      if (streams.isEmpty()) {
        return;
      }
      Spoken spoken = streams.get(chance.nextInt(streams.size()));
      int id = spoken.stream.streamId();
      if (!spoken.connected) {
        spoken.connected = true;
        put(new AddressedMessage(id, new Connected(null, 0)));
      } else {
        String text = "<" + (exitSent + 1) + ">";
        spoken.sent.append(text);
        put(new AddressedMessage(id, data(text)));
      }
    }

    private void put(AddressedMessage message) {
      Spun spun = any();
      if (spun.lastSent < exitSent) {
        ConfluxSwitch before = new ConfluxSwitch(exitSent - spun.lastSent);
        spun.underWay.add(new AddressedMessage(0, before));
      }
      exitSent++;
      spun.lastSent = exitSent;
      spun.underWay.add(message);
    }

    private void arrive() {
      Spun spun = any();
      AddressedMessage first = spun.underWay.poll();
      if (first == null) {
        return;
      }
      long at = Objects.requireNonNull(arrivedUpTo.get(spun));
      if (first.message() instanceof ConfluxSwitch message) {
        arrivedUpTo.put(spun, at + message.skipped());
      } else {
        arrivedUpTo.put(spun, at + 1);
        early.add(at + 1);
        while (early.remove(delivered + 1)) {
          delivered++;
        }
      }
      reads(first.streamId());
      spun.leg.send(first.streamId(), first.message());
    }

    /** From before its first byte on, what the stream brings is noted. */
    private void reads(int id) {
      for (Spoken spoken : streams) {
        if (spoken.stream.streamId() == id && spoken.stream.pipeline().get("noted") == null) {
          run(
              () -> {
                spoken.stream.pipeline().addLast("noted", new Noted(spoken.arrived));
                spoken.stream.config().setAutoRead(true);
              });
        }
      }
    }

    private void write() {
      if (!streams.isEmpty()) {
        TorStream chosen = streams.get(chance.nextInt(streams.size())).stream;
        if (chosen.isActive()) {
          OriginSetTest.this.write(chosen, 100);
        }
      }
    }

    /** A message of linking, when all is linked: the leg dies of it. */
    private void late() {
      Spun spun = any();
      spun.leg.send(0, chance.nextBoolean() ? LINKED : new ConfluxLinkedAck());
      assertThat(spun.leg.circuit.isOpen()).isFalse();
    }

    void check() throws DecodeException {
      for (Spoken spoken : streams) {
        assertThat(spoken.sent.toString()).startsWith(spoken.arrived.toString());
      }
      if (set.closed().isDone()) {
        assertThat(legs).noneMatch(spun -> spun.leg.circuit.isOpen());
        assertThat(streams).noneMatch(spoken -> spoken.stream.isOpen());
        assertThat(account.held()).isZero();
        return;
      }
      // A closed leg's way is over: what comes by it is nobody's.
      legs.removeIf(spun -> !spun.leg.circuit.isOpen());
      assertThat(legs).isNotEmpty();
      assertThat(account.held() > 0).isEqualTo(!early.isEmpty());
      String all =
          streams.stream().map(spoken -> spoken.arrived.toString()).reduce("", String::concat);
      assertThat(numbers(all).filter(number -> number > delivered)).isEmpty();
    }

    private LongStream numbers(String text) {
      return Stream.of(text.split("[<>]+"))
          .filter(word -> !word.isEmpty())
          .mapToLong(Long::parseLong);
    }

    /** All that is under way arrives. */
    void finish() throws DecodeException {
      while (!set.closed().isDone() && legs.stream().anyMatch(spun -> !spun.underWay.isEmpty())) {
        arrive();
        check();
      }
      if (!set.closed().isDone()) {
        assertThat(delivered).isEqualTo(exitSent);
        for (Spoken spoken : streams) {
          assertThat(spoken.arrived).hasToString(spoken.sent.toString());
        }
        run(() -> set.destroy(DestroyReason.FINISHED));
        check();
      }
    }
  }

  private static final class Noted extends ChannelInboundHandlerAdapter {
    private final StringBuilder text;

    Noted(StringBuilder text) {
      this.text = text;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      text.append(((ByteBuf) message).toString(StandardCharsets.US_ASCII));
      ReferenceCountUtil.release(message);
    }
  }

  static LongStream lives() {
    return LongStream.range(0, 60);
  }

  /** TROVE-2026-014, 016, 017, 025 and 026, at the client. */
  @ParameterizedTest
  @MethodSource("lives")
  void randomLife_ofASetAndItsStreams_losesNothingUnsaid_andLeavesNothing(long seed)
      throws Exception {
    Life life = new Life(seed);
    for (int step = 0; step < 300 && !set.closed().isDone(); step++) {
      life.step();
      if (life.complete) {
        life.check();
      }
    }
    life.finish();
  }
}
