package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLexer;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.protocol.message.ConfluxWish;

/** Rows F10 and F11: what a torrc says of conflux sets. */
class ConfluxOptionsTest {
  private static final String RELAY = "ORPort 9001\nAddress 192.0.2.1\n";

  @Test
  void client_thatIsToldNothing_doesAsCTors() throws Exception {
    assertThat(read("").conflux()).isEqualTo(ConfluxSettings.USUAL);
  }

  @ParameterizedTest
  @CsvSource({
    "throughput, HIGH_THROUGHPUT",
    "latency, MIN_LATENCY",
    "throughput_lowmem, LOW_MEMORY_THROUGHPUT",
    "latency_lowmem, LOW_MEMORY_LATENCY"
  })
  void clientUx_isWhatExitsAreAsked(String word, ConfluxWish wish) throws Exception {
    assertThat(read("ConfluxClientUX " + word).conflux().wish()).isEqualTo(wish);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Latency", "fast", "4", "throughput latency"})
  void clientUx_thatIsNone_isRefused(String word) {
    assertThatThrownBy(() -> read("ConfluxClientUX " + word))
        .isInstanceOf(OptionException.class)
        .hasMessageStartingWith("torrc:1: ConfluxClientUX is none that there is; write throughput");
  }

  @ParameterizedTest
  @CsvSource({"auto, ", "0, false", "1, true"})
  void enabled_goesToTheClient(String value, Boolean enabled) throws Exception {
    assertThat(read("ConfluxEnabled " + value).conflux().enabled()).isEqualTo(enabled);
  }

  @Test
  void enabled_goesToTheRelay_whereThereIsOne() throws Exception {
    assertThat(read("ConfluxEnabled 0").limits().parameters()).isEmpty();
    assertThat(read(RELAY + "ConfluxEnabled auto").limits().parameters()).isEmpty();
    assertThat(read(RELAY + "ConfluxEnabled 1").limits().parameters())
        .isEqualTo(Map.of(NetworkParameter.CFX_ENABLED, 1));
    assertThat(read(RELAY + "ConfluxEnabled 0").limits().parameters())
        .isEqualTo(Map.of(NetworkParameter.CFX_ENABLED, 0));
  }

  @Test
  void relay_withoutConflux_isWarnedOf() throws Exception {
    assertThat(read(RELAY + "ConfluxEnabled 0").warnings())
        .singleElement()
        .asString()
        .startsWith("torrc:3: ConfluxEnabled is 0 at a relay;");
    assertThat(read(RELAY + "ConfluxEnabled 1").warnings()).isEmpty();
    assertThat(read("ConfluxEnabled 0").warnings()).isEmpty();
  }

  private static Options read(String text) throws OptionException {
    return OptionsReader.read(Torrc.of(TorrcLexer.lines("torrc", text), List.of()));
  }
}
