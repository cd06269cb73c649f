package org.tropea.protocol.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tropea.protocol.Vector.hex;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.crypto.handshake.NtorV3Relay;
import org.tropea.crypto.handshake.RelayAnswer;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.onion.CgoClientLayer;
import org.tropea.crypto.onion.Tor1ClientLayer;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.RelayCredentials;
import org.tropea.protocol.flow.CellQueues;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.flow.PathKind;
import org.tropea.protocol.flow.RateParameters;
import org.tropea.protocol.flow.SendmeVersions;
import org.tropea.protocol.flow.VegasParameters;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.HopRequest;
import org.tropea.protocol.message.HopResponse;
import org.tropea.protocol.message.RelayCellFormat0;
import org.tropea.protocol.message.RelayCellFormat1;

/** What a hop is by what was asked and what was answered (rows C04, C05 and F03). */
class HopTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final int INCREMENT = 31;
  private static final HopRequest CONTROLLED = new HopRequest(true, false);
  private static final VegasParameters WINDOW =
      new VegasParameters(
          new VegasParameters.Window(124, 124, 1000),
          new VegasParameters.SlowStart(100, 600, 5000, 186),
          new VegasParameters.Steady(1, 31, 186, 248, 310),
          new VegasParameters.Fullness(4, 25, true),
          new VegasParameters.Smoothing(50, 10, 2, 100));
  private static final FlowRules RULES =
      new FlowRules(
          CellQueues.USUAL,
          SendmeVersions.USUAL,
          true,
          INCREMENT,
          Map.of(PathKind.EXIT, WINDOW, PathKind.SBWS, WINDOW),
          new RateParameters(true, 1000, 1000, 1000, 25, 2, Duration.ofMinutes(1)));

  private static HopHandshake handshake(HopRequest asked) {
    RelayCredentials relay = RelayCredentials.one();
    RelayTarget target = relay.target(EmbeddedLink.ADDRESS);
    return HopHandshake.with(CURVE, target, relay.onionKey().publicKey(), asked, RANDOM);
  }

  /** The hop that comes of this answer. */
  private static Hop agreed(HopRequest asked, byte[] answer) throws DecodeException {
    RelayCredentials self = RelayCredentials.one();
    HopHandshake handshake = handshake(asked);
    assertThat(handshake.type()).isEqualTo(HandshakeType.NTOR_V3);
    NtorV3Relay.Request request =
        new NtorV3Relay(CURVE, self.identityKey().identity(), List.of(self.onionKey()), RANDOM)
            .open(handshake.exchange().request());
    assertThat(HopRequest.read(request.extensions())).isEqualTo(asked);
    RelayAnswer reply = request.answer(answer);
    return Hop.agreed(
        handshake, handshake.exchange().finish(reply.reply()), 1, () -> RULES, new byte[1024]);
  }

  @Test
  void hop_thatIsAskedForNothing_hasTheOldWays() throws Exception {
    Hop hop = agreed(HopRequest.NOTHING, HopResponse.NOTHING.write());
    assertThat(hop.format()).isSameAs(RelayCellFormat0.INSTANCE);
    assertThat(hop.layer()).isInstanceOf(Tor1ClientLayer.class);
    assertThat(hop.flow().getClass().getSimpleName()).isEqualTo("FixedWindows");
  }

  @ParameterizedTest
  @ValueSource(ints = {INCREMENT - 1, INCREMENT, INCREMENT + 1})
  void hop_thatGrantsCongestionControl_hasIt(int increment) throws Exception {
    Hop hop = agreed(CONTROLLED, new HopResponse(increment).write());
    assertThat(hop.format()).isSameAs(RelayCellFormat0.INSTANCE);
    assertThat(hop.layer()).isInstanceOf(Tor1ClientLayer.class);
    assertThat(hop.flow().getClass().getSimpleName()).isEqualTo("CongestionControl");
  }

  @Test
  void hop_thatDoesNotGrantCongestionControl_isRefused() {
    assertThatThrownBy(() -> agreed(CONTROLLED, HopResponse.NOTHING.write()))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void hop_thatGrantsAll_hasIt() throws Exception {
    Hop hop = agreed(HopRequest.ALL, new HopResponse(INCREMENT).write());
    assertThat(hop.format()).isSameAs(RelayCellFormat1.INSTANCE);
    assertThat(hop.layer()).isInstanceOf(CgoClientLayer.class);
    assertThat(hop.flow().getClass().getSimpleName()).isEqualTo("CongestionControl");
  }

  /** TROVE-2026-032. */
  @Test
  void congestionControl_thatNobodyAskedFor_isRefused() {
    byte[] answer = new HopResponse(INCREMENT).write();
    assertThatThrownBy(() -> agreed(HopRequest.NOTHING, answer))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("not asked");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, INCREMENT - 2, INCREMENT + 2, 255})
  void increment_farFromTheNetworks_isRefused(int increment) {
    byte[] answer = new HopResponse(increment).write();
    assertThatThrownBy(() -> agreed(CONTROLLED, answer)).isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "01", "01 0200", "01 020100"})
  void answer_withoutWhatCgoNeeds_isRefused(String answer) {
    assertThatThrownBy(() -> agreed(HopRequest.ALL, hex(answer)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void relay_withoutAnEd25519Identity_isAskedByNtor() {
    RelayCredentials relay = RelayCredentials.one();
    RelayTarget target =
        new RelayTarget(relay.rsaKey().publicKey().identity(), null, List.of(EmbeddedLink.ADDRESS));
    HopHandshake handshake =
        HopHandshake.with(CURVE, target, relay.onionKey().publicKey(), HopRequest.ALL, RANDOM);
    assertThat(handshake.type()).isEqualTo(HandshakeType.NTOR);
    assertThat(handshake.asked()).isEqualTo(HopRequest.NOTHING);
  }
}
