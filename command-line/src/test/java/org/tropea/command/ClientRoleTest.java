package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tropea.client.ClientTotals;
import org.tropea.directory.fetch.BootstrapPhase;
import org.tropea.protocol.channel.LinkTotals;
import org.tropea.protocol.channel.LinkTraffic;
import org.tropea.protocol.circuit.CircuitTotals;
import org.tropea.protocol.circuit.CircuitTraffic;
import org.tropea.protocol.stream.StreamTotals;

/** What SIGUSR1 says of a client. */
class ClientRoleTest {
  private static final LinkTotals LINKS =
      new LinkTotals(
          2,
          1,
          0,
          new LinkTraffic(0, 0, 20_500_000, 71_000),
          new LinkTraffic(0, 0, 0, 0),
          0,
          new LinkTotals.Padding(0, 0),
          Map.of());
  private static final CircuitTotals CIRCUITS =
      new CircuitTotals(7, 5, 1, 2, 0, new CircuitTraffic(0, 0, 0, 0));
  private static final StreamTotals STREAMS = new StreamTotals(9, 6, 2, 5);

  @Test
  void summary_ofAClient_saysHowFarItIs_andWhatItDid() {
    assertThat(
            ClientRole.summary(
                new ClientTotals(BootstrapPhase.DONE, true, LINKS, CIRCUITS, STREAMS), 1))
        .containsExactly(
            "Client: bootstrapped 100%, circuits can be had, 1 SOCKS listeners",
            "Client: 5 of 7 circuits could be built, 6 of 9 streams were connected",
            "Client: 20500 kB came and 71 kB went");
  }

  @Test
  void summary_beforeTheFirstStep_saysSo() {
    assertThat(ClientRole.summary(new ClientTotals(null, false, LINKS, CIRCUITS, STREAMS), 2))
        .first()
        .isEqualTo("Client: bootstrapped 0%, no circuit can be had, 2 SOCKS listeners");
  }
}
