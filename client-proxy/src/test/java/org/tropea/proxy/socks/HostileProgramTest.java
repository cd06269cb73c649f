package org.tropea.proxy.socks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.tropea.protocol.Vector.hex;

import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.proxy.request.ProgramChannel;

/** Row S01: programs that speak something else, ask for what cannot be, fall silent or go. */
class HostileProgramTest extends OverSocks {
  @Test
  void greeting_thatOffersNothingWeKnow_isRefused() {
    send(hex("05 02 01 80"));
    assertThat(answer()).isEqualTo(hex("05 ff"));
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void greeting_thatOffersNothing_isClosed() {
    send(hex("05 00"));
    assertThat(answer()).isEmpty();
    assertThat(program.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "06", "01", "ff", "16030100"})
  void otherProtocols_areClosed(String first) {
    send(hex(first));
    assertThat(answer()).isEmpty();
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void manyPrograms_thatAskAlike_areWarnedOfOnce() {
    for (int i = 0; i < 300; i++) {
      program().writeInbound(Unpooled.wrappedBuffer(hex("05 01 80")));
    }
    program().writeInbound(Unpooled.wrappedBuffer(hex("06")));
    verify(network.log, times(2)).warn(anyString(), any(Object[].class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.0\r\n\r\n", "CONNECT a:443 HTTP/1.1\r\n", "HEAD /", "POST /"})
  void http_isToldWhatThisPortIs(String request) {
    send(request.getBytes(ISO_8859_1));
    String answer = new String(answer(), ISO_8859_1);
    assertThat(answer)
        .startsWith("HTTP/1.0 501 Tor is not an HTTP Proxy\r\n")
        .contains("\r\n\r\n<html>");
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void fourMegabytesOfFives_areClosed() {
    byte[] fives = new byte[4096];
    Arrays.fill(fives, (byte) 5);
    for (int i = 0; i < 1024 && program.isOpen(); i++) {
      send(fives);
    }
    assertThat(program.isOpen()).isFalse();
    assertThat(network.targets).isEmpty();
  }

  static Stream<Arguments> badRequests() {
    return Stream.of(
        // version, command, reserved, type, address, port; then the reply's code
        Arguments.of("BIND", "05 02 00 01 7f000001 0050", 7),
        Arguments.of("UDP ASSOCIATE", "05 03 00 01 7f000001 0050", 7),
        Arguments.of("unknown command", "05 f2 00 01 7f000001 0050", 7),
        Arguments.of("address type 9", "05 01 00 09 7f000001 0050", 8),
        Arguments.of("host length 0", "05 01 00 03 00 0050", 1),
        Arguments.of("port 0", "05 01 00 03 01 61 0000", 1),
        Arguments.of("space", "05 01 00 03 03 612062 0050", 1),
        Arguments.of("NUL", "05 01 00 03 03 610062 0050", 1),
        Arguments.of("not ASCII", "05 01 00 03 02 c3a4 0050", 1),
        Arguments.of("255 characters", "05 01 00 03 ff" + "61".repeat(255) + "0050", 1),
        Arguments.of("version 4 inside", "04 01 00 01 7f000001 0050", 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRequests")
  void impossibleRequest_getsItsCode(String name, String request, int code) {
    send(GREETING);
    answer();
    send(hex(request));
    byte[] reply = FAILURE.clone();
    reply[1] = (byte) code;
    assertThat(answer()).isEqualTo(reply);
    assertThat(program.isOpen()).isFalse();
    assertThat(network.targets).isEmpty();
  }

  @Test
  void login_ofAnotherVersion_isRefused() {
    send(LOGIN_GREETING);
    answer();
    send(hex("09 01 61 01 62"));
    assertThat(answer()).isEqualTo(hex("01 ff"));
    assertThat(program.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<torS0X>", "<torS0X>1", "<torS0X>9", "<torS0X>0rpc"})
  void login_withUnknownParameters_isRefused(String user) {
    send(LOGIN_GREETING);
    answer();
    send(login(user, ""));
    assertThat(answer()).isEqualTo(hex("01 ff"));
    assertThat(program.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 12})
  void silence_inTheMiddle_isClosedAfterTheTimeout(int bytes) {
    byte[] all = concat(GREETING, REQUEST);
    send(Arrays.copyOf(all, bytes));
    program.advanceTimeBy(119_999, TimeUnit.MILLISECONDS);
    program.runPendingTasks();
    assertThat(program.isOpen()).isTrue();
    program.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    program.runPendingTasks();
    assertThat(program.isOpen()).isFalse();
  }

  /** Arti's TROVE-2023-001 and 2024-011: nothing spins or leaks wherever the program goes away. */
  @Test
  void close_afterEachByte_isClean() {
    byte[] all = concat(concat(LOGIN_GREETING, login("user", "pass")), REQUEST);
    for (int length = 0; length <= all.length; length++) {
      ProgramChannel each = program();
      if (length > 0) {
        each.writeInbound(Unpooled.copiedBuffer(all, 0, length));
      }
      Unwatched.close(each);
      each.runPendingTasks();
      assertThat(each.isOpen()).isFalse();
      each.checkException();
      assertThat(each.hasPendingTasks()).isFalse();
    }
    assertThat(network.streams).singleElement().matches(Future::isCancelled, "given up");
  }

  @Test
  void reset_whileWaiting_isClean() {
    send(GREETING);
    send(concat(REQUEST, hex("aabb")));
    program.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
    program.runPendingTasks();
    assertThat(program.isOpen()).isFalse();
    assertThat(network.streams.get(0).isCancelled()).isTrue();
  }
}
