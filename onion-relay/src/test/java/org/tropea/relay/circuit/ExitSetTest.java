package org.tropea.relay.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.google.crypto.tink.util.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.CreateFastRelay;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.crypto.handshake.RelayAnswer;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.NetworkFlow;
import org.tropea.directory.network.Parameters;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CreateFast;
import org.tropea.protocol.cell.CreatedFast;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.ChannelCircuit;
import org.tropea.protocol.channel.CircuitEnd;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.FakeLink;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.channel.VerifiedPeer;
import org.tropea.protocol.conflux.ReorderAccount;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.flow.PathKind;
import org.tropea.protocol.linkspec.RsaLinkSpecifier;
import org.tropea.protocol.loop.FakeLoop;
import org.tropea.protocol.loop.FakeLoops;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.AddressedMessage;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.BeginDir;
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
import org.tropea.protocol.message.EstablishRendezvous;
import org.tropea.protocol.message.Extend2;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.RendezvousCookie;
import org.tropea.protocol.stream.TorStream;
import org.tropea.relay.defence.FloodDefence;
import org.tropea.relay.rendezvous.OnionServiceTable;

/** Rows F08, F09 and F10, at the exit: an origin with circuits by two links on two loops. */
class ExitSetTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int STREAM = 7;
  private static final FlowRules FLOW = NetworkFlow.atRelay(Parameters.NONE);
  private static final Bytes NAME =
      Bytes.copyFrom("a set's name has thirty-two byte".getBytes(StandardCharsets.US_ASCII));
  private static final ConfluxTerms TERMS =
      new ConfluxTerms(NAME, 0, 0, ConfluxWish.HIGH_THROUGHPUT);
  private static final ConfluxLink LINK = new ConfluxLink(TERMS);
  private static final Extend2 EXTEND =
      new Extend2(
          List.of(new RsaLinkSpecifier(RsaIdentity.of(new byte[RsaIdentity.LENGTH]))),
          HandshakeType.NTOR,
          Bytes.copyFrom(new byte[84]));

  private final FakeLoops loops = new FakeLoops();
  private final RelayUnderTest.StreamRecorder acceptor = new RelayUnderTest.StreamRecorder();
  private final ReorderAccount account = new ReorderAccount(1 << 20);
  private ConfluxRules rules = new ConfluxRules(true, 3, 1 << 20);
  private final ConfluxSets sets = new ConfluxSets(() -> rules, account);
  private final StringBuilder read = new StringBuilder();
  private VerifiedPeer peer;

  @BeforeEach
  void know() throws Exception {
    try (EmbeddedLink link = EmbeddedLink.open()) {
      peer = Objects.requireNonNull(link.channel().peer());
    }
  }

  /** An origin's circuit by a link of its own. */
  private final class Leg {
    private final FakeLink link;
    private final ScriptedOrigin origin;

    Leg(FakeLoop loop, boolean congestionControl) throws DecodeException {
      link =
          new FakeLink(
              loop, false, peer, (channel, create) -> open(channel, create, congestionControl));
      origin = ScriptedOrigin.createFast(link);
    }

    Leg send(int streamId, RelayMessage message) {
      origin.send(streamId, message);
      loops.run();
      return this;
    }

    /** Links it, and says so. */
    Leg link() throws DecodeException {
      send(0, LINK);
      assertThat(origin.receivedOne().message()).isInstanceOf(ConfluxLinked.class);
      return send(0, new ConfluxLinkedAck());
    }

    List<RelayMessage> received() throws DecodeException {
      return origin.received().stream().map(AddressedMessage::message).toList();
    }
  }

  private void open(TorChannel channel, Cell create, boolean congestionControl) {
    try {
      RelayAnswer answer =
          new CreateFastRelay(RANDOM).answer(((CreateFast) create).request().toByteArray());
      ChannelCircuit place = channel.accept(create.circuitId(), mock(CircuitEnd.class));
      Agreement plain = Agreement.of(Answered.plain(answer), () -> FLOW, channel.scratch());
      RelayServices services =
          new RelayServices(
              mock(Extending.class),
              new CircuitRules(address -> true, relay -> true, () -> FLOW, FloodDefence.none()),
              acceptor,
              RelayCircuitWatch.silent(),
              sets,
              OnionServiceTable.plain(Curve25519.fastest()),
              RANDOM);
      RelayCircuit made =
          new RelayCircuit(
              place,
              congestionControl
                  ? new Agreement(
                      plain.format(),
                      plain.layer(),
                      FLOW.congestionControl(PathKind.EXIT, 31, () -> FLOW),
                      plain.introductionSecret())
                  : plain,
              services);
      place.handTo(made);
      place.write(new CreatedFast(create.circuitId(), Bytes.copyFrom(answer.reply())));
      place.flush();
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
  }

  private Leg leg() throws DecodeException {
    return new Leg(loops.loop(), true);
  }

  private static Data data(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return new Data(bytes, 0, bytes.length);
  }

  /** Begins a stream by {@code leg}, takes it, and reads what comes. */
  private TorStream begin(Leg leg) throws DecodeException {
    leg.send(STREAM, new Begin("host.example", 80, 0));
    TorStream stream = acceptor.begun.get(acceptor.begun.size() - 1);
    ((FakeLoop) stream.eventLoop())
        .now(
            () -> {
              stream.pipeline().addLast(new Reader());
              stream.accept(new Connected(null, 0));
              stream.config().setAutoRead(true);
            });
    loops.run();
    return stream;
  }

  private final class Reader extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      read.append(((ByteBuf) message).toString(StandardCharsets.US_ASCII));
      ReferenceCountUtil.release(message);
    }
  }

  private void write(TorStream stream, int bytes) {
    ((FakeLoop) stream.eventLoop())
        .now(() -> Unwatched.writeAndFlush(stream, Unpooled.wrappedBuffer(new byte[bytes])));
    loops.run();
  }

  @Test
  void link_onAFreshCircuit_isAnsweredOnTheSameTerms() throws Exception {
    Leg leg = leg();
    leg.send(0, LINK);
    assertThat(leg.received())
        .containsExactly(new ConfluxLinked(new ConfluxTerms(NAME, 0, 0, ConfluxWish.MIN_LATENCY)));
    assertThat(sets.size()).isEqualTo(1);
  }

  @Test
  void stream_ofASet_readsWhatComesByBothLegs_inItsOrder() throws Exception {
    Leg first = leg().link();
    Leg second = leg().link();
    begin(first);
    second.send(0, new ConfluxSwitch(2)).send(STREAM, data("world")).send(STREAM, data("!"));
    assertThat(read).isEmpty();
    assertThat(account.held()).isPositive();
    first.send(STREAM, data("hello "));
    assertThat(read).hasToString("hello world!");
    assertThat(account.held()).isZero();
    assertThat(first.received()).containsExactly(new Connected(null, 0));
  }

  @Test
  void stream_ofASet_goesOnByTheOtherLeg_whenOneIsFull() throws Exception {
    Leg first = leg().link();
    Leg second = leg().link();
    TorStream stream = begin(first);
    write(stream, 498 * 300);
    List<RelayMessage> byFirst = first.received();
    List<RelayMessage> bySecond = second.received();
    assertThat(byFirst.size() + bySecond.size()).isEqualTo(1 + 1 + 2 * 124);
    List<RelayMessage> later = byFirst.get(0) instanceof Connected ? bySecond : byFirst;
    assertThat(later).first().isEqualTo(new ConfluxSwitch(125));
    assertThat(later).hasSize(125);
  }

  @Test
  void stream_ofASet_ends_whenItsLastLegIsGone() throws Exception {
    Leg first = leg().link();
    TorStream stream = begin(first);
    first.link.close();
    loops.run();
    assertThat(stream.isOpen()).isFalse();
    assertThat(sets.size()).isZero();
  }

  @Test
  void set_whoseUsedLegIsGone_isGone() throws Exception {
    Leg first = leg().link();
    Leg second = leg().link();
    TorStream stream = begin(first);
    first.received();
    second.received();
    first.link.close();
    loops.run();
    assertThat(second.origin.destroyed()).isEqualTo(DestroyReason.FINISHED.code());
    assertThat(stream.isOpen()).isFalse();
    assertThat(sets.size()).isZero();
  }

  @Test
  void begin_thatCannotBeRead_isAnsweredInItsTurn() throws Exception {
    Leg first = leg().link();
    first.origin.send(RelayCommand.BEGIN, STREAM, new byte[] {'x'});
    loops.run();
    assertThat(first.received()).singleElement().isInstanceOf(End.class);
    begin(first);
    assertThat(acceptor.begins).hasSize(1);
  }

  @Test
  void directoryStream_onASet_isRefused_andTheSetLives() throws Exception {
    Leg first = leg().link();
    first.send(STREAM, new BeginDir());
    assertThat(first.received()).containsExactly(End.of(EndReason.NOT_DIRECTORY));
    begin(first);
    assertThat(first.received()).containsExactly(new Connected(null, 0));
  }

  @Test
  void link_whereNothingMayBeLinked_destroysTheCircuit() throws Exception {
    rules = ConfluxRules.NONE;
    Leg leg = leg();
    leg.send(0, LINK);
    assertThat(leg.origin.destroyed()).isEqualTo(DestroyReason.PROTOCOL.code());
  }

  @Test
  void link_withoutCongestionControl_destroysTheCircuit() throws Exception {
    Leg leg = new Leg(loops.loop(), false);
    leg.send(0, LINK);
    assertThat(leg.origin.destroyed()).isEqualTo(DestroyReason.PROTOCOL.code());
    assertThat(sets.size()).isZero();
  }

  @Test
  void link_behindABegin_destroysTheCircuit() throws Exception {
    Leg leg = leg();
    begin(leg);
    leg.received();
    leg.send(0, LINK);
    // The stream ends first.
    assertThat(leg.link.sent()).last().isInstanceOf(Destroy.class);
    assertThat(sets.size()).isZero();
  }

  @Test
  void link_thatClaimsWhatNeverWas_leavesNoSet() throws Exception {
    Leg leg = leg();
    leg.send(0, new ConfluxLink(new ConfluxTerms(NAME, 0, 1, ConfluxWish.NO_OPINION)));
    assertThat(leg.origin.destroyed()).isEqualTo(DestroyReason.INTERNAL.code());
    assertThat(sets.size()).isZero();
  }

  @Test
  void leg_thatIsOneTooMany_isDestroyedAlone() throws Exception {
    Leg first = leg().link();
    leg().link();
    leg().link();
    Leg fourth = leg();
    fourth.send(0, LINK);
    assertThat(fourth.origin.destroyed()).isEqualTo(DestroyReason.PROTOCOL.code());
    begin(first);
    assertThat(first.received()).containsExactly(new Connected(null, 0));
  }

  static List<RelayMessage> impossible() {
    return List.of(LINK, new ConfluxLinked(TERMS), EXTEND);
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void message_thatNoLegTakes_destroysIt(RelayMessage message) throws Exception {
    Leg leg = leg().link();
    leg.origin.sendEarly(0, message);
    loops.run();
    assertThat(leg.origin.destroyed()).isEqualTo(DestroyReason.PROTOCOL.code());
    assertThat(sets.size()).isZero();
  }

  /** What a circuit is in the model of a relay that takes each for one thing only. */
  private enum Made {
    PLAIN,
    LEG,
    EXIT,
    RENDEZVOUS,
    GONE
  }

  static LongStream lives() {
    return LongStream.range(0, 100);
  }

  /**
   * C tor's bug 41328: a circuit is a conflux leg or a place of rendezvous, whichever comes first,
   * and never both. One that has streams becomes neither, and a set holds no circuit that is gone.
   */
  @ParameterizedTest
  @MethodSource("lives")
  void randomLinksAndRendezvous_neverMeetInACircuit(long seed) throws Exception {
    Random chance = new Random(seed);
    List<Leg> circuits = new ArrayList<>();
    List<Made> made = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      circuits.add(leg());
      made.add(Made.PLAIN);
    }
    Map<Leg, Long> last = new HashMap<>();
    long begun = 0;
    for (int step = 0; step < 12; step++) {
      begun = made.contains(Made.LEG) ? begun : 0;
      int one = chance.nextInt(circuits.size());
      Leg circuit = circuits.get(one);
      Made before = made.get(one);
      if (before == Made.GONE) {
        continue;
      }
      switch (chance.nextInt(3)) {
        case 0 -> {
          circuit.send(0, LINK);
          made.set(one, before == Made.PLAIN ? Made.LEG : Made.GONE);
        }
        case 1 -> {
          byte[] cookie = new byte[RendezvousCookie.LENGTH];
          chance.nextBytes(cookie);
          circuit.send(0, new EstablishRendezvous(new RendezvousCookie(Bytes.copyFrom(cookie))));
          made.set(one, before == Made.PLAIN || before == Made.EXIT ? Made.RENDEZVOUS : Made.GONE);
        }
        default -> {
          if (before == Made.LEG) {
            // The set's messages are numbered whichever leg they take.
            circuit.send(0, new ConfluxSwitch(begun - last.merge(circuit, 0L, Long::sum)));
            begun++;
            last.put(circuit, begun);
          }
          circuit.send(STREAM + step, new Begin("host.example", 80, 0));
          made.set(one, before == Made.PLAIN ? Made.EXIT : before);
        }
      }
      // C tor ends the set with a leg that breaks the rules, where it was in use.
      boolean inUse = before == Made.LEG && made.get(one) == Made.GONE;
      for (int i = 0; i < circuits.size(); i++) {
        if (inUse && made.get(i) == Made.LEG && !isOpen(circuits.get(i))) {
          made.set(i, Made.GONE);
        }
        assertThat(isOpen(circuits.get(i)))
            .as("circuit %s, which is %s", i, made)
            .isEqualTo(made.get(i) != Made.GONE);
      }
      assertThat(sets.size()).isEqualTo(made.contains(Made.LEG) ? 1 : 0);
    }
  }

  private final Map<Leg, Boolean> ended = new HashMap<>();

  private boolean isOpen(Leg leg) {
    if (leg.link.sent().stream().anyMatch(Destroy.class::isInstance)) {
      ended.put(leg, true);
    }
    return !ended.containsKey(leg);
  }

  static List<RelayMessage> unlinked() {
    return List.of(new ConfluxLinkedAck(), new ConfluxSwitch(31), new ConfluxLinked(TERMS));
  }

  @ParameterizedTest
  @MethodSource("unlinked")
  void message_ofASet_onAPlainCircuit_destroysIt(RelayMessage message) throws Exception {
    Leg leg = leg();
    leg.send(0, message);
    assertThat(leg.origin.destroyed()).isEqualTo(DestroyReason.PROTOCOL.code());
  }

  /** Case message-24: what waits is bounded, whoever makes it wait. */
  @Test
  void messages_thatNeverHaveTheirTurn_endTheSet() throws Exception {
    rules = new ConfluxRules(true, 3, 20_000);
    Leg leg = leg().link();
    leg.send(0, new ConfluxSwitch(1));
    leg.send(STREAM, data("never read"));
    for (int i = 0; i < 200 && account.held() > 0; i++) {
      leg.send(STREAM, data("never read"));
    }
    assertThat(account.held()).isZero();
    assertThat(sets.size()).isZero();
    assertThat(leg.link.sent()).last().isInstanceOf(Destroy.class);
  }
}
