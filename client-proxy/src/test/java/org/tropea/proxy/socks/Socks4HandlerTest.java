package org.tropea.proxy.socks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tropea.protocol.Vector.hex;

import com.google.crypto.tink.util.Bytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.AddressFamily;
import org.tropea.client.ConnectFailure;
import org.tropea.client.Lookup;
import org.tropea.client.Target;
import org.tropea.client.pool.Isolation.By;
import org.tropea.protocol.message.Answer;
import org.tropea.proxy.request.ProgramChannel;

/** Rows S01 and S02, case socks-10: SOCKS 4 and 4a. */
class Socks4HandlerTest extends OverSocks {
  private static final byte[] GRANTED = hex("00 5a 0000 00000000");
  private static final byte[] REFUSED = hex("00 5b 0000 00000000");

  /** CONNECT to abc.de:443 by 4a, user "u". */
  private static final byte[] NAME = hex("04 01 01bb 00000001 7500 6162632e646500");

  @Test
  void connect_byName_joinsTheProgramToAStream() {
    send(NAME);
    assertThat(network.targets).containsExactly(new Target("abc.de", 443, AddressFamily.IPV4));
    assertThat(network.isolations.get(0).fact(By.LOGIN)).containsExactly("u", "");
    assertThat(answer()).isEmpty();
    network.succeed(carrier);
    assertThat(answer()).isEqualTo(GRANTED);
    send(hex("0102"));
    assertThat(carrier.data()).isEqualTo(hex("0102"));
  }

  @Test
  void connect_byAddress_withoutUser_isAskedAsItStands() {
    send(hex("04 01 0050 5db8d822 00"));
    assertThat(network.targets)
        .containsExactly(new Target("93.184.216.34", 80, AddressFamily.IPV4));
    assertThat(network.isolations.get(0).fact(By.LOGIN)).isEmpty();
  }

  @Test
  void allBytes_oneAtATime_areUnderstood() {
    for (byte each : NAME) {
      assertThat(network.targets).isEmpty();
      send(new byte[] {each});
    }
    assertThat(network.targets).hasSize(1);
  }

  @Test
  void earlyBytes_areDeliveredOnce() {
    send(concat(NAME, hex("aabb")));
    send(hex("cc"));
    network.succeed(carrier);
    assertThat(answer()).isEqualTo(GRANTED);
    assertThat(carrier.data()).isEqualTo(hex("aabbcc"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "BIND, 04 02 0050 5db8d822 00",
    "RESOLVE_PTR, 04 f1 0050 5db8d822 00",
    "port 0, 04 01 0000 5db8d822 00",
    "address 0, 04 01 0050 00000000 00",
    "no name, 04 01 0050 00000001 00 00",
    "a name that is none, 04 01 0050 00000001 00 612f6200",
    "private address, 04 01 0050 0a000001 00"
  })
  void requestThatCannotBe_isRefused(String name, String request) {
    send(hex(request));
    assertThat(answer()).isEqualTo(REFUSED);
    assertThat(program.isOpen()).isFalse();
    assertThat(network.targets).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"04 01 0050 5db8d822", "04 01 0050 00000001 00"})
  void textWithoutEnd_isRefused(String beginning) {
    send(hex(beginning));
    for (int i = 0; i < 600 && program.isOpen(); i++) {
      send(hex("61"));
    }
    assertThat(answer()).isEqualTo(REFUSED);
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void failure_isRefused() {
    send(NAME);
    network.fail(new ConnectFailure(ConnectFailure.Kind.TOR_NETWORK, "no"));
    assertThat(answer()).isEqualTo(REFUSED);
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void resolve_givesAnIpv4Address() {
    send(hex("04 f0 0000 00000001 00 6162632e646500"));
    assertThat(network.lookups).containsExactly(new Lookup.Forward("abc.de", AddressFamily.IPV4));
    network.found(Optional.of(new Answer(Answer.IPV4, Bytes.copyFrom(hex("5db8d822")), 60)));
    assertThat(answer()).isEqualTo(hex("00 5a 0000 5db8d822"));
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void resolve_ofWhatIsNotThere_isRefused() {
    send(hex("04 f0 0000 00000001 00 6162632e646500"));
    network.found(Optional.empty());
    assertThat(answer()).isEqualTo(REFUSED);
  }

  @Test
  void program_thatGoes_wantsNoAnswer() {
    for (byte[] request : List.of(NAME, hex("04 f0 0000 00000001 00 6162632e646500"))) {
      ProgramChannel gone = program();
      gone.send(request);
      gone.close().syncUninterruptibly();
    }
    assertThat(network.streams.get(0).isCancelled()).isTrue();
    assertThat(network.answers.get(0).isCancelled()).isTrue();
  }
}
