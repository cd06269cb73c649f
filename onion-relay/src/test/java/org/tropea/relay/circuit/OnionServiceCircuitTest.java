package org.tropea.relay.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.FakeLink;
import org.tropea.protocol.channel.VerifiedPeer;
import org.tropea.protocol.loop.FakeLoop;
import org.tropea.protocol.message.AddressedMessage;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.EstablishIntro;
import org.tropea.protocol.message.EstablishRendezvous;
import org.tropea.protocol.message.Extension;
import org.tropea.protocol.message.IntroEstablished;
import org.tropea.protocol.message.Introduce1;
import org.tropea.protocol.message.Introduce2;
import org.tropea.protocol.message.IntroduceAck;
import org.tropea.protocol.message.Introduction;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Rendezvous1;
import org.tropea.protocol.message.Rendezvous2;
import org.tropea.protocol.message.RendezvousCookie;
import org.tropea.protocol.message.RendezvousEstablished;
import org.tropea.protocol.message.Truncate;
import org.tropea.protocol.message.Truncated;
import org.tropea.relay.rendezvous.IntroductionRules;
import org.tropea.relay.rendezvous.OnionServiceRules;

/** Introductions and rendezvous at a relay, by scripted services and clients, loop by loop. */
class OnionServiceCircuitTest {
  private static final int PROTOCOL = 1;
  private static final int FINISHED = 9;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final RendezvousCookie COOKIE = new RendezvousCookie(filled(20, 5));
  private static final Bytes HANDSHAKE = filled(64, 6);

  private final RelayUnderTest relay = new RelayUnderTest();
  private final Ed25519SigningKey key = Ed25519SigningKey.fromSeed(new byte[32]);
  private final FakeLoop servicesLoop = relay.loops.loop();
  private VerifiedPeer peer;
  private Party client;
  private Party service;

  /** Somebody with a circuit that ends at the relay. */
  private record Party(FakeLink link, ScriptedOrigin origin) {}

  @BeforeEach
  void open() throws Exception {
    try (EmbeddedLink link = EmbeddedLink.open()) {
      peer = Objects.requireNonNull(link.channel().peer());
    }
    client = party(relay.clientsLoop, peer);
    service = party(servicesLoop, peer);
  }

  /** A circuit by a link of its own; {@code peer} is null where a client is at its other end. */
  private Party party(FakeLoop loop, @Nullable VerifiedPeer peer) throws Exception {
    FakeLink link = new FakeLink(loop, false, peer, relay.acceptor());
    return new Party(link, ScriptedOrigin.createFast(link));
  }

  private void send(Party party, RelayMessage message) {
    party.origin().send(0, message);
    relay.loops.run();
  }

  private void send(Party party, int command, byte[] contents) {
    party.origin().send(command, 0, contents);
    relay.loops.run();
  }

  private void establish(Party party, Extension... extensions) throws Exception {
    send(party, EstablishIntro.sign(key, List.of(extensions), party.origin().secret()));
    assertThat(party.origin().receivedOne())
        .isEqualTo(new AddressedMessage(0, new IntroEstablished(List.of())));
  }

  private Introduce1 introduction() {
    return new Introduce1(new Introduction(key.identity(), List.of(), filled(246, 7)));
  }

  private int status(Party party) throws Exception {
    return ((IntroduceAck) party.origin().receivedOne().message()).status();
  }

  // Introduction points.

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void introduce1_isHandedToTheService_asItCame(boolean oneLoop) throws Exception {
    Party at = oneLoop ? party(relay.clientsLoop, peer) : service;
    establish(at);
    Introduce1 introduction =
        new Introduce1(
            new Introduction(key.identity(), List.of(Extension.of(2, 1, 2)), filled(300, 7)));
    send(client, introduction);
    assertThat(at.origin().receivedOne())
        .isEqualTo(new AddressedMessage(0, new Introduce2(introduction.introduction())));
    assertThat(status(client)).isEqualTo(IntroduceAck.SUCCESS);
  }

  @Test
  void introduce1_ofAnUnknownService_isNotAcknowledged() throws Exception {
    send(client, introduction());
    assertThat(status(client)).isEqualTo(IntroduceAck.UNKNOWN_SERVICE);
  }

  /** Case onion-2: the circuit lives on, and is good for a rendezvous. */
  @Test
  void introduce1_malformedOrTooLong_isAnsweredByBadFormat() throws Exception {
    establish(service);
    List<byte[]> bad = new ArrayList<>();
    ByteWriter writer = new ByteWriter();
    introduction().write(writer);
    byte[] good = writer.toByteArray();
    bad.add(Arrays.copyOf(good, 491));
    bad.add(Arrays.copyOf(good, 20));
    bad.add(Arrays.copyOf(good, 55));
    bad.add(Arrays.copyOf(good, 56));
    byte[] legacy = good.clone();
    legacy[19] = 1;
    bad.add(legacy);
    byte[] otherKind = good.clone();
    otherKind[20] = 1;
    bad.add(otherKind);
    for (byte[] each : bad) {
      Party one = party(relay.clientsLoop, peer);
      send(one, RelayCommand.INTRODUCE1, each);
      assertThat(status(one)).isEqualTo(IntroduceAck.BAD_FORMAT);
      service.origin().expectNothing();
      send(one, new EstablishRendezvous(new RendezvousCookie(filled(20, bad.indexOf(each)))));
      assertThat(one.origin().receivedOne().message()).isEqualTo(new RendezvousEstablished());
    }
    Party fits = party(relay.clientsLoop, peer);
    send(fits, RelayCommand.INTRODUCE1, Arrays.copyOf(good, 490));
    assertThat(status(fits)).isEqualTo(IntroduceAck.SUCCESS);
  }

  /** Case onion-2. */
  @Test
  void introduce1_shorterThanItsFirstField_orSecond_orFromAClient_closes() throws Exception {
    establish(service);
    send(client, RelayCommand.INTRODUCE1, new byte[19]);
    assertThat(client.origin().destroyed()).isEqualTo(PROTOCOL);
    Party twice = party(relay.clientsLoop, peer);
    send(twice, introduction());
    assertThat(status(twice)).isEqualTo(IntroduceAck.SUCCESS);
    send(twice, introduction());
    assertThat(twice.origin().destroyed()).isEqualTo(PROTOCOL);
    for (byte[] any : List.of(new byte[20], bytes(introduction()))) {
      Party single = party(relay.clientsLoop, null);
      send(single, RelayCommand.INTRODUCE1, any);
      assertThat(single.origin().destroyed()).isEqualTo(PROTOCOL);
    }
    assertThat(service.origin().received()).hasSize(1);
  }

  private static byte[] bytes(RelayMessage message) {
    ByteWriter writer = new ByteWriter();
    message.write(writer);
    return writer.toByteArray();
  }

  /** Case onion-1. */
  @Test
  void establishIntro_malformed_orNotGenuine_orSecond_closes() throws Exception {
    byte[] good = bytes(EstablishIntro.sign(key, List.of(), service.origin().secret()));
    List<byte[]> bad = new ArrayList<>();
    bad.add(new byte[0]);
    bad.add(Arrays.copyOf(good, 100));
    for (int at : List.of(0, 1, 3, 35, 36, 68, 70, good.length - 1)) {
      byte[] changed = good.clone();
      changed[at] ^= 1;
      bad.add(changed);
    }
    // That of another circuit.
    bad.add(bytes(EstablishIntro.sign(key, List.of(), client.origin().secret())));
    for (byte[] each : bad) {
      Party one = party(servicesLoop, peer);
      send(one, RelayCommand.ESTABLISH_INTRO, each);
      assertThat(one.origin().destroyed()).isEqualTo(PROTOCOL);
    }
    establish(service);
    send(service, RelayCommand.ESTABLISH_INTRO, good);
    assertThat(service.origin().destroyed()).isEqualTo(PROTOCOL);
    assertThat(relay.onionServices.services()).isZero();
  }

  @Test
  void establishIntro_ofAKeyThatIsHere_endsTheCircuitBefore() throws Exception {
    establish(service);
    Party again = party(relay.othersLoop, peer);
    establish(again);
    assertThat(service.origin().destroyed()).isEqualTo(FINISHED);
    assertThat(relay.onionServices.services()).isEqualTo(1);
    send(client, introduction());
    assertThat(again.origin().receivedOne().message()).isInstanceOf(Introduce2.class);
    assertThat(status(client)).isEqualTo(IntroduceAck.SUCCESS);
  }

  @Test
  void serviceThatIsGone_isUnknown() throws Exception {
    establish(service);
    service.link().receive(new Destroy(service.origin().id(), DestroyReason.FINISHED));
    relay.loops.run();
    assertThat(relay.onionServices.services()).isZero();
    send(client, introduction());
    assertThat(status(client)).isEqualTo(IntroduceAck.UNKNOWN_SERVICE);
  }

  /** Case onion-7: C tor refuses the last of a burst. */
  @Test
  void introductions_beyondTheNetworksBurst_areRefused_untilThereAreMore() throws Exception {
    relay.serviceRules = new OnionServiceRules(new IntroductionRules(true, 2, 5), false);
    establish(service);
    assertThat(introductions(6)).containsExactly(0, 0, 0, 0, 1, 1);
    relay.loops.advance(Duration.ofSeconds(1));
    assertThat(introductions(3)).containsExactly(0, 1, 1);
    relay.serviceRules = new OnionServiceRules(IntroductionRules.NONE, false);
    assertThat(introductions(20)).containsOnly(0);
  }

  /** Case onion-7: what the service asks for counts, whatever the network says. */
  @Test
  void introductions_areLimitedAsTheServiceAsks() throws Exception {
    establish(service, limit(1, 2, 2, 3));
    assertThat(introductions(4)).containsExactly(0, 0, 1, 1);
  }

  @Test
  void limitThatMakesNoSense_isNone_andOneThatCannotBeRead_isTheNetworks() throws Exception {
    relay.serviceRules = new OnionServiceRules(new IntroductionRules(true, 1, 2), false);
    for (Extension none :
        List.of(limit(1, 0, 2, 0), limit(1, 5, 2, 4), limit(1, 1L << 31, 2, 1L << 32), limit())) {
      establish(party(servicesLoop, peer), none);
      assertThat(introductions(4)).containsOnly(0);
    }
    for (Extension other :
        List.of(limit(3, 5), new Extension(1, filled(5, 1)), new Extension(2, filled(1, 0)))) {
      establish(party(servicesLoop, peer), other);
      assertThat(introductions(3)).containsExactly(0, 1, 1);
    }
  }

  private static Extension limit(long... typesAndValues) {
    ByteWriter writer = new ByteWriter().u8(typesAndValues.length / 2);
    for (int i = 0; i < typesAndValues.length; i += 2) {
      writer.u8((int) typesAndValues[i]).i64(typesAndValues[i + 1]);
    }
    return new Extension(1, Bytes.copyFrom(writer.toByteArray()));
  }

  private List<Integer> introductions(int count) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Party one = party(relay.clientsLoop, peer);
      send(one, introduction());
      statuses.add(status(one));
    }
    return statuses;
  }

  /** Case onion-5: what only services and clients take is dropped. */
  @Test
  void messagesForServicesAndClients_areDropped() throws Exception {
    for (int command :
        List.of(
            RelayCommand.INTRODUCE2,
            RelayCommand.INTRO_ESTABLISHED,
            RelayCommand.INTRODUCE_ACK,
            RelayCommand.RENDEZVOUS2,
            RelayCommand.RENDEZVOUS_ESTABLISHED)) {
      for (int length : List.of(0, 1, 100)) {
        send(client, command, new byte[length]);
        client.origin().expectNothing();
      }
    }
  }

  /** Any bytes of any of the four: an answer or the circuit's end, and nothing is left behind. */
  @Test
  void anyBytes_areAnsweredOrCloseTheCircuit() throws Exception {
    establish(service);
    for (int i = 0; i < 2000; i++) {
      byte[] any = new byte[RANDOM.nextInt(499)];
      RANDOM.nextBytes(any);
      if (RANDOM.nextBoolean()) {
        byte[] head = bytes(introduction());
        System.arraycopy(head, 0, any, 0, RANDOM.nextInt(Math.min(head.length, any.length) + 1));
      }
      Party one = party(relay.clientsLoop, peer);
      send(one, 32 + RANDOM.nextInt(9), any);
      one.link().receive(new Destroy(one.origin().id(), DestroyReason.FINISHED));
      relay.loops.run();
    }
    assertThat(relay.onionServices.clients()).isZero();
    assertThat(relay.onionServices.services()).isEqualTo(1);
  }

  // Rendezvous points.

  private void meet(Party client, Party service) throws Exception {
    send(client, new EstablishRendezvous(COOKIE));
    assertThat(client.origin().receivedOne())
        .isEqualTo(new AddressedMessage(0, new RendezvousEstablished()));
    assertThat(relay.onionServices.clients()).isEqualTo(1);
    send(service, new Rendezvous1(COOKIE, HANDSHAKE));
    assertThat(client.origin().receivedOne())
        .isEqualTo(new AddressedMessage(0, new Rendezvous2(HANDSHAKE)));
    assertThat(relay.onionServices.clients()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void afterTheRendezvous_cellsGoBothWays(boolean oneLoop) throws Exception {
    Party other = oneLoop ? party(relay.clientsLoop, peer) : service;
    meet(client, other);
    for (int i = 0; i < 5; i++) {
      byte[] there = body();
      client.origin().sendBeyond(i == 0, there.clone());
      relay.loops.run();
      assertThat(other.origin().receivedFromBeyond()).isEqualTo(there);
      byte[] back = body();
      other.origin().sendBeyond(false, back.clone());
      relay.loops.run();
      assertThat(client.origin().receivedFromBeyond()).isEqualTo(back);
    }
  }

  /** What a service sends in the same read does not overtake RENDEZVOUS2. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatFollowsRendezvous1AtOnce_comesBehindRendezvous2(boolean oneLoop) throws Exception {
    Party other = oneLoop ? party(relay.clientsLoop, peer) : service;
    send(client, new EstablishRendezvous(COOKIE));
    client.origin().received();
    byte[] next = body();
    other.origin().send(0, new Rendezvous1(COOKIE, HANDSHAKE));
    other.origin().sendBeyond(false, next.clone());
    relay.loops.run();
    assertThat(client.origin().receivedThenFromBeyond(new Rendezvous2(HANDSHAKE))).isEqualTo(next);
  }

  private static byte[] body() {
    byte[] body = new byte[509];
    RANDOM.nextBytes(body);
    return body;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eitherEnd_endsTheOther(boolean clientFirst) throws Exception {
    meet(client, service);
    Party first = clientFirst ? client : service;
    Party second = clientFirst ? service : client;
    first.link().receive(new Destroy(first.origin().id(), DestroyReason.FINISHED));
    relay.loops.run();
    assertThat(second.origin().destroyed()).isEqualTo(DestroyReason.DESTROYED.code());
  }

  @Test
  void linkThatCloses_endsTheOther() throws Exception {
    meet(client, service);
    client.link().close();
    relay.loops.run();
    assertThat(service.origin().destroyed()).isEqualTo(DestroyReason.CHANNEL_CLOSED.code());
  }

  /** A RENDEZVOUS1 that crosses the end of the client's circuit. */
  @Test
  void clientThatLeavesMeanwhile_endsTheService() throws Exception {
    send(client, new EstablishRendezvous(COOKIE));
    client.origin().received();
    service.origin().send(0, new Rendezvous1(COOKIE, HANDSHAKE));
    client.link().receive(new Destroy(client.origin().id(), DestroyReason.FINISHED));
    relay.loops.run();
    assertThat(service.origin().destroyed()).isEqualTo(DestroyReason.DESTROYED.code());
  }

  @Test
  void clientThatIsGone_waitsNoMore() throws Exception {
    send(client, new EstablishRendezvous(COOKIE));
    client.link().receive(new Destroy(client.origin().id(), DestroyReason.FINISHED));
    relay.loops.run();
    assertThat(relay.onionServices.clients()).isZero();
    send(service, new Rendezvous1(COOKIE, HANDSHAKE));
    assertThat(service.origin().destroyed()).isEqualTo(PROTOCOL);
  }

  /** Case onion-4. */
  @Test
  void rendezvous1_ofAnUnknownCookie_orTooShort_orUsedTwice_closes() throws Exception {
    send(service, new Rendezvous1(COOKIE, HANDSHAKE));
    assertThat(service.origin().destroyed()).isEqualTo(PROTOCOL);
    Party tooShort = party(servicesLoop, peer);
    send(tooShort, RelayCommand.RENDEZVOUS1, new byte[19]);
    assertThat(tooShort.origin().destroyed()).isEqualTo(PROTOCOL);
    Party right = party(servicesLoop, peer);
    meet(client, right);
    Party late = party(servicesLoop, peer);
    send(late, new Rendezvous1(COOKIE, HANDSHAKE));
    assertThat(late.origin().destroyed()).isEqualTo(PROTOCOL);
    right.origin().expectNothing();
    client.origin().expectNothing();
  }

  @Test
  void establishRendezvous_ofACookieInUse_orAnotherLength_orSecond_closes() throws Exception {
    send(client, new EstablishRendezvous(COOKIE));
    client.origin().received();
    Party same = party(servicesLoop, peer);
    send(same, new EstablishRendezvous(COOKIE));
    assertThat(same.origin().destroyed()).isEqualTo(PROTOCOL);
    for (int length : List.of(0, 19, 21, 498)) {
      Party one = party(relay.clientsLoop, peer);
      send(one, RelayCommand.ESTABLISH_RENDEZVOUS, new byte[length]);
      assertThat(one.origin().destroyed()).isEqualTo(PROTOCOL);
    }
    send(client, new EstablishRendezvous(new RendezvousCookie(filled(20, 9))));
    assertThat(client.origin().destroyed()).isEqualTo(PROTOCOL);
    assertThat(relay.onionServices.clients()).isZero();
  }

  /** Row O26: such a client waits in vain, as at C tor. */
  @Test
  void establishRendezvous_straightFromAClient_isDroppedWhereTheNetworkSaysSo() throws Exception {
    Party single = party(relay.clientsLoop, null);
    relay.serviceRules = new OnionServiceRules(IntroductionRules.NONE, true);
    send(single, new EstablishRendezvous(COOKIE));
    single.origin().expectNothing();
    relay.serviceRules = new OnionServiceRules(IntroductionRules.NONE, false);
    send(single, new EstablishRendezvous(COOKIE));
    assertThat(single.origin().receivedOne().message()).isEqualTo(new RendezvousEstablished());
  }

  // Both.

  @Test
  void circuitWithAPurpose_takesNoOther_noDirectoryStream_andStaysThroughTruncate()
      throws Exception {
    meet(client, service);
    service.origin().send(1, new BeginDir());
    assertThat(service.origin().receivedOne())
        .isEqualTo(new AddressedMessage(1, End.of(EndReason.NOT_DIRECTORY)));
    send(client, new Truncate(DestroyReason.REQUESTED));
    assertThat(client.origin().receivedOne().message()).isInstanceOf(Truncated.class);
    byte[] there = body();
    client.origin().sendBeyond(false, there.clone());
    relay.loops.run();
    assertThat(service.origin().receivedFromBeyond()).isEqualTo(there);
    send(service, EstablishIntro.sign(key, List.of(), service.origin().secret()));
    assertThat(service.origin().destroyed()).isEqualTo(PROTOCOL);
    assertThat(client.origin().destroyed()).isEqualTo(PROTOCOL);
    establish(party(servicesLoop, peer));
  }

  private static Bytes filled(int length, int with) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    return Bytes.copyFrom(bytes);
  }
}
