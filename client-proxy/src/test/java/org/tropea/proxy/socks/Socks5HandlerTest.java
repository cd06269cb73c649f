package org.tropea.proxy.socks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tropea.protocol.Vector.hex;

import com.google.crypto.tink.util.Bytes;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.client.AddressFamily;
import org.tropea.client.ConnectFailure;
import org.tropea.client.Lookup;
import org.tropea.client.OptimisticData;
import org.tropea.client.Target;
import org.tropea.client.pool.Isolation;
import org.tropea.client.pool.Isolation.By;
import org.tropea.protocol.linkspec.IpAddress;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Answer;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.stream.TorStream;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.request.Caution;
import org.tropea.proxy.request.PortRules;
import org.tropea.proxy.request.PortRules.Manners;
import org.tropea.proxy.request.PortRules.Reach;
import org.tropea.proxy.request.ProgramChannel;
import org.tropea.proxy.request.Requests;

/** Rows S01 and S05; cases socks-1, socks-2, socks-4 to socks-7, socks-9, socks-11 and socks-12. */
class Socks5HandlerTest extends OverSocks {
  @Test
  void connect_withoutLogin_joinsTheProgramToAStream() {
    send(GREETING);
    assertThat(answer()).isEqualTo(hex("05 00"));
    send(REQUEST);
    assertThat(answer()).isEmpty();
    assertThat(network.targets).containsExactly(new Target("abc.de", 443));
    assertThat(network.isolations).containsExactly(isolation(List.of()));
    TorStream stream = network.succeed(carrier);
    assertThat(answer()).isEqualTo(SUCCESS);
    send(hex("01020304"));
    assertThat(carrier.data()).isEqualTo(hex("01020304"));
    carrier.receive(stream, new Data(hex("0506"), 0, 2));
    assertThat(answer()).isEqualTo(hex("0506"));
    Unwatched.close(program);
    program.runPendingTasks();
    assertThat(carrier.ends()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"alice, secret", "'', ''", "alice, ''", "'', secret", "<torS0X>0, x"})
  void connect_withALogin_isolatesByIt(String user, String password) {
    send(LOGIN_GREETING);
    assertThat(answer()).isEqualTo(hex("05 02"));
    send(login(user, password));
    assertThat(answer()).isEqualTo(hex("01 00"));
    send(REQUEST);
    assertThat(network.isolations)
        .containsExactly(
            isolation(user.isEmpty() && password.isEmpty() ? List.of() : List.of(user, password)));
  }

  private static Isolation isolation(List<String> login) {
    Map<By, List<String>> facts =
        Map.of(
            By.SESSION_GROUP,
            List.of("listener"),
            By.CLIENT_ADDRESS,
            List.of("127.0.0.1"),
            By.LOGIN,
            login);
    return new Isolation(facts.keySet(), facts, false);
  }

  @Test
  void greeting_thatOffersBoth_isAskedForALogin() {
    send(hex("05 02 00 02"));
    assertThat(answer()).isEqualTo(hex("05 02"));
  }

  @Test
  void allBytes_oneAtATime_areUnderstood() {
    for (byte each : LOGIN_GREETING) {
      send(new byte[] {each});
    }
    assertThat(answer()).isEqualTo(hex("05 02"));
    for (byte each : login("user", "pass")) {
      send(new byte[] {each});
    }
    assertThat(answer()).isEqualTo(hex("01 00"));
    for (byte each : REQUEST) {
      assertThat(network.targets).isEmpty();
      send(new byte[] {each});
    }
    assertThat(network.targets).containsExactly(new Target("abc.de", 443));
    network.succeed(carrier);
    assertThat(answer()).isEqualTo(SUCCESS);
  }

  /** Arti's TROVE-2024-010: bytes sent early are delivered once, or the connection is refused. */
  @Test
  void earlyBytes_areDeliveredExactlyOnce() {
    program.writeInbound(Unpooled.wrappedBuffer(GREETING, REQUEST, hex("aabb")));
    send(hex("ccdd"));
    assertThat(carrier.data()).isEmpty();
    network.succeed(carrier);
    assertThat(answer()).isEqualTo(concat(hex("05 00"), SUCCESS));
    assertThat(carrier.data()).isEqualTo(hex("aabbccdd"));
    send(hex("ee"));
    assertThat(carrier.data()).isEqualTo(hex("aabbccddee"));
  }

  @Test
  void earlyBytes_whenTheyAreAsManyAsAStreamMaySend_stopTheReading() {
    program.writeInbound(Unpooled.wrappedBuffer(GREETING, REQUEST, hex("aabb")));
    assertThat(program.config().isAutoRead()).isTrue();
    send(new byte[OptimisticData.LIMIT - 3]);
    assertThat(program.config().isAutoRead()).isTrue();
    send(new byte[1]);
    assertThat(program.config().isAutoRead()).isFalse();
    network.succeed(carrier);
    assertThat(program.config().isAutoRead()).isTrue();
  }

  @Test
  void answer_comesNoSoonerThanTheStream_whateverWasSaidBefore() {
    program.writeInbound(Unpooled.wrappedBuffer(GREETING, REQUEST, hex("aabb")));
    TorStream begun = carrier.begin();
    network.lastEarly().follow(begun);
    send(hex("ccdd"));
    assertThat(answer()).isEqualTo(hex("05 00"));
  }

  @Test
  void program_thatHasSaidAllBeforeItsStream_isGivenUp() {
    program.writeInbound(Unpooled.wrappedBuffer(GREETING, REQUEST, hex("aabb")));
    assertThat(network.streams.get(0).isDone()).isFalse();
    Unwatched.close(program);
    program.runPendingTasks();
    assertThat(network.streams.get(0).isCancelled()).isTrue();
  }

  @Test
  void earlyBytes_ofARefusedRequest_areDropped() {
    program.writeInbound(Unpooled.wrappedBuffer(GREETING, REQUEST, hex("aabb")));
    network.fail(new ConnectFailure(ConnectFailure.Kind.TOR_NETWORK, "no"));
    assertThat(answer()).isEqualTo(concat(hex("05 00"), FAILURE));
    assertThat(program.isOpen()).isFalse();
    assertThat(carrier.data()).isEmpty();
  }

  @Test
  void addresses_areHandedOnAsText() {
    send(GREETING);
    send(hex("05 01 00 01 01020304 0050"));
    ProgramChannel other = program();
    other.writeInbound(Unpooled.wrappedBuffer(GREETING));
    other.writeInbound(
        Unpooled.wrappedBuffer(hex("05 01 00 04 20010db8000000000000000000000001 0050")));
    assertThat(network.targets)
        .containsExactly(new Target("1.2.3.4", 80), new Target("2001:db8::1", 80));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1", "2, 4", "3, 5", "4, 2", "5, 1", "6, 5", "7, 6", "8, 4", "9, 1", "10, 1", "11, 1",
    "12, 5", "13, 1", "14, 1", "99, 1"
  })
  void endReason_getsItsCode(int reason, int code) {
    send(GREETING);
    send(REQUEST);
    answer();
    network.fail(new ConnectFailure(ConnectFailure.Kind.DESTINATION, "no", new EndReason(reason)));
    byte[] reply = FAILURE.clone();
    reply[1] = (byte) code;
    assertThat(answer()).isEqualTo(reply);
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void timeout_endsWithTheRequest() {
    send(GREETING);
    send(REQUEST);
    program.advanceTimeBy(10, TimeUnit.MINUTES);
    program.runPendingTasks();
    assertThat(program.isOpen()).isTrue();
  }

  @Test
  void greeting_thatOffersBoth_isAskedForNone_wherePreferred() {
    ProgramChannel other = serve(new ProgramChannel(), manners(true, false));
    other.send(hex("05 02 00 02"));
    assertThat(other.answer()).isEqualTo(hex("05 00"));
    ProgramChannel loginOnly = serve(new ProgramChannel(), manners(true, false));
    loginOnly.send(hex("05 01 02"));
    assertThat(loginOnly.answer()).isEqualTo(hex("05 02"));
  }

  @ParameterizedTest
  @CsvSource({"true, f6", "false, 01"})
  void badOnionAddress_isSaid_whereErrorsAreExtended(boolean extended, String code) {
    ProgramChannel other = serve(new ProgramChannel(), manners(false, extended));
    other.send(GREETING);
    other.answer();
    other.send(hex("05 01 00 03 07 782e6f6e696f6e 0050"));
    assertThat(other.answer()).isEqualTo(hex("05 " + code + " 00 01 00000000 0000"));
  }

  @Test
  void streamOfAProgramOverIpv6_isAnsweredSo() {
    ProgramChannel other = serve(new ProgramChannel("::1"), network.requests());
    other.send(concat(GREETING, REQUEST));
    network.succeed(carrier);
    assertThat(other.answer())
        .isEqualTo(concat(hex("05 00"), hex("05 00 00 04" + "00".repeat(18))));
  }

  @ParameterizedTest
  @CsvSource({
    "4, 5db8d822, 01 5db8d822",
    "6, 26062800000000000000000000000001, 04 26062800000000000000000000000001",
    "0, 686f7374, 03 04 686f7374"
  })
  void lookup_isAnswered(int type, String value, String shown) {
    send(GREETING);
    answer();
    send(type == 0 ? hex("05 f1 00 01 5db8d822 0000") : hex("05 f0 00 03 06 6162632e6465 0000"));
    assertThat(network.lookups)
        .containsExactly(
            type == 0
                ? new Lookup.Reverse(IpAddress.of(hex("5db8d822")))
                : new Lookup.Forward("abc.de", AddressFamily.ANY));
    network.found(Optional.of(new Answer(type, Bytes.copyFrom(hex(value)), 60)));
    assertThat(answer()).isEqualTo(hex("05 00 00 " + shown + " 0000"));
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void lookup_thatFindsNothing_isHostUnreachable() {
    send(GREETING);
    answer();
    send(hex("05 f0 00 03 06 6162632e6465 0000"));
    network.notFound(new ConnectFailure(ConnectFailure.Kind.TOR_NETWORK, "no"));
    assertThat(answer()).isEqualTo(hex("05 04 00 00 00000000 0000"));
  }

  @Test
  void reverseLookup_ofWhatIsNoAddress_isRefused() {
    send(GREETING);
    answer();
    send(hex("05 f1 00 03 06 6162632e6465 0000"));
    assertThat(answer()).isEqualTo(hex("05 08 00 01 00000000 0000"));
    assertThat(network.lookups).isEmpty();
  }

  @Test
  void program_thatGoes_wantsNoAnswer() {
    send(GREETING);
    send(hex("05 f0 00 03 06 6162632e6465 0000"));
    Unwatched.close(program);
    program.runPendingTasks();
    assertThat(network.answers.get(0).isCancelled()).isTrue();
  }

  private Requests manners(boolean withoutLoginFirst, boolean extendedErrors) {
    return network.requests(
        new PortRules(
            PortRules.USUAL.apart(),
            -1,
            Reach.ALL,
            new Manners(withoutLoginFirst, extendedErrors, false, true)),
        Caution.USUAL,
        AddressMap.Settings.USUAL);
  }
}
