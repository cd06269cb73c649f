package org.tropea.directory.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.directory.document.Protocols;
import org.tropea.directory.document.RelayEntry;
import org.tropea.protocol.message.HopRequest;

class RelayTest {
  /** What C tor 0.4.9.15 asks of a relay that lists this, on every hop alike (row C03). */
  @ParameterizedTest
  @CsvSource({
    "Relay=2-6 FlowCtrl=1-2,ALL",
    "Relay=2-6 FlowCtrl=2,ALL",
    "Relay=2-5 FlowCtrl=1-2,CONTROLLED",
    "'Relay=2-4,6 FlowCtrl=1-2',CONTROLLED",
    "Relay=2-4 FlowCtrl=1-2,CONTROLLED",
    "'Relay=2-3,5-6 FlowCtrl=1-2',NTOR",
    "Relay=2-3 FlowCtrl=1-2,NTOR",
    "Relay=2-6 FlowCtrl=1,NTOR",
    "Relay=2-6,NTOR",
    "Link=4-5,NTOR"
  })
  void asked_isAllThatTheRelaySpeaks(String protocols, String expected) throws Exception {
    HopRequest asked = relay(protocols).asked();
    switch (expected) {
      case "ALL" -> assertThat(asked).isEqualTo(HopRequest.ALL);
      case "CONTROLLED" -> assertThat(asked).isEqualTo(new HopRequest(true, false));
      default -> assertThat(asked).isNull();
    }
  }

  private static Relay relay(String protocols) throws Exception {
    TestNetwork network = new TestNetwork().relay("Running Valid", 100, "1-65535");
    RelayEntry listed = network.consensus().relays().get(0);
    return new Relay(
        new RelayEntry(
            listed.nickname(),
            listed.identity(),
            listed.published(),
            listed.address(),
            listed.dirPort(),
            listed.ipv6(),
            listed.microdescriptor(),
            listed.flags(),
            Protocols.read(protocols),
            listed.bandwidth()),
        network.known().get(0));
  }
}
