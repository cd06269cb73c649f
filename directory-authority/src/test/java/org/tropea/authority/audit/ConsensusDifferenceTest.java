package org.tropea.authority.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.authority.consensus.Vectors;
import org.tropea.crypto.bytes.DecodeException;

class ConsensusDifferenceTest {
  private static final String NETWORK = "0.4.9.15-signed";

  @Test
  void between_same_saysNothing() throws Exception {
    byte[] text = Vectors.bytes(NETWORK, "consensus-ns");
    assertThat(ConsensusDifference.between(text, text)).isEmpty();
  }

  @Test
  void between_changedWords_namesEachAlone() throws Exception {
    String before = Vectors.text(NETWORK, "consensus-ns");
    String after =
        before
            .replace("cc_alg=2 ", "")
            .replace("circwindow=1000", "circwindow=900")
            .replaceFirst("\ns Authority Exit Fast ", "\ns Authority BadExit Exit ")
            .replaceFirst("Bandwidth=200 ", "Bandwidth=201 ")
            .replaceFirst("Wbd=\\d+", "Wbd=7")
            .replaceFirst("client-versions .*", "client-versions 0.4.9.15");
    assertThat(between(before, after).stream().map(each -> each.what()))
        .containsExactlyInAnyOrder(
            "client-versions",
            "params cc_alg",
            "params circwindow",
            "+BadExit",
            "-Fast",
            "w Bandwidth",
            "bandwidth-weights Wbd");
    assertThat(between(before, after))
        .contains(new Change("network", "params circwindow", "1000", "900"));
  }

  @Test
  void between_relayLess_saysSoOnce() throws Exception {
    String before = Vectors.text(NETWORK, "consensus-ns");
    String after = before.replaceFirst("\nr relay04 (?s:.*?)\nr ", "\nr ");
    List<Change> changes = between(before, after);
    assertThat(changes).hasSize(1);
    assertThat(changes.get(0).subject()).startsWith("relay relay04 ");
    assertThat(changes.get(0).what()).isEqualTo("gone");
    assertThat(between(after, before).get(0).what()).isEqualTo("appeared");
  }

  @Test
  void between_noConsensus_isRefused() throws Exception {
    byte[] text = Vectors.bytes(NETWORK, "consensus-ns");
    byte[] vote = Vectors.bytes(NETWORK, "votes");
    assertThatThrownBy(() -> ConsensusDifference.between(text, new byte[0]))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> ConsensusDifference.between(vote, text))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void summary_ofCtorsConsensus_countsAll() throws Exception {
    ConsensusSummary shown = ConsensusSummary.of(Vectors.bytes(NETWORK, "consensus-ns"));
    assertThat(shown.method()).isEqualTo(37);
    assertThat(shown.relays()).isEqualTo(8);
    assertThat(shown.bandwidth()).isEqualTo(10 + 200 + 300 + 400 + 500 + 9 + 700 + 10);
    assertThat(shown.flags()).containsEntry("Authority", 3).containsEntry("Running", 8);
    assertThat(shown.parameters()).containsEntry("circwindow", 1000);
    assertThat(shown.weights()).containsEntry("Wbd", 1603);
    assertThat(shown.authorities()).hasSize(3).allMatch(ConsensusSummary.Voter::signed);
  }

  private static List<Change> between(String before, String after) throws DecodeException {
    return ConsensusDifference.between(bytes(before), bytes(after));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
