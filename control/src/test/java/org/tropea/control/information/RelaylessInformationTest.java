package org.tropea.control.information;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.tropea.control.protocol.CommandException;

/** Row Q04; what C tor 0.4.9.15 answers as a client. */
class RelaylessInformationTest {
  private final Information information = new Information();

  private String answer(String key) throws CommandException {
    return information.answer(key).join().orElse("unknown");
  }

  @Test
  void questionsToARelay_areAnsweredAsByAClientOfCTor() throws CommandException {
    RelaylessInformation.addTo(information);
    assertThat(answer("status/reachability-succeeded")).isEqualTo("OR=1 DIR=1");
    assertThat(answer("status/good-server-descriptor")).isEqualTo("0");
    assertThat(answer("stats/tap/assigned")).isEqualTo("0");
    assertThatThrownBy(() -> answer("stats/ntor/other"))
        .isInstanceOf(CommandException.class)
        .hasMessage("Unrecognized handshake type");
    assertThatThrownBy(() -> answer("exit-policy/full"))
        .isInstanceOf(CommandException.class)
        .hasMessage("Not running in server mode");
    assertThatThrownBy(() -> answer("status/fresh-relay-descs"))
        .isInstanceOf(CommandException.class)
        .hasMessage("Only relays have descriptors");
    assertThat(answer("stats/other")).isEqualTo("unknown");
    assertThat(answer("info/names"))
        .contains("stats/ntor/* -- NTor circuit handshake stats.\n")
        .doesNotContain("status/good-server-descriptor");
  }
}
