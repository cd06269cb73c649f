package org.tropea.protocol.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.message.Sendme;

/** Rows F02 and F03, under congestion control. */
class CongestionControlTest {
  private static final int TAG = 16;

  private final FakeSignals signals = new FakeSignals();

  private static CircuitFlow ofIncrement(int increment) {
    return CircuitFlow.congestionControl(
        new CongestionParameters(increment, UsualVegas.EXIT, UsualRates.ORIGIN),
        () -> SendmeVersions.USUAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 254})
  void receivedData_asksForASendme_byTheAgreedIncrement(int increment) throws CircuitException {
    CircuitFlow flow = ofIncrement(increment);
    for (int cell = 1; cell <= 5 * increment; cell++) {
      Sendme due = flow.receivedData(tag(cell));
      assertThat(due).isEqualTo(cell % increment == 0 ? Sendme.ofCircuit(tag(cell)) : null);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 254})
  void acknowledged_byTheTags_sendsForEver(int increment) throws CircuitException {
    CircuitFlow flow = ofIncrement(increment);
    for (int cell = 1; cell <= 100 * increment; cell++) {
      assertThat(flow.canSendData()).isTrue();
      flow.sentData(tag(cell), signals);
      signals.passMicros(100);
      if (cell % increment == 0) {
        flow.acknowledged(Sendme.ofCircuit(tag(cell)), signals);
      }
    }
  }

  @Test
  void canSendData_endsWithTheWindow() throws CircuitException {
    CircuitFlow flow = ofIncrement(31);
    int sent = 0;
    while (flow.canSendData()) {
      sent++;
      flow.sentData(tag(sent), signals);
    }
    assertThat(sent).isEqualTo(124);
    signals.passMicros(100_000);
    flow.acknowledged(Sendme.ofCircuit(tag(31)), signals);
    assertThat(flow.canSendData()).isTrue();
  }

  @Test
  void acknowledged_wrongly_isAViolation() {
    CircuitFlow flow = ofIncrement(31);
    for (int cell = 1; cell <= 30; cell++) {
      flow.sentData(tag(cell), signals);
    }
    refused(flow, Sendme.ofCircuit(tag(30)), "never sent");
    flow.sentData(tag(31), signals);
    refused(flow, Sendme.ofCircuit(tag(30)), "does not name");
    refused(flow, Sendme.ofCircuit(tag(31)), "never sent");
  }

  @Test
  void acknowledged_byATagOfTheOtherLength_isAViolation() {
    CircuitFlow flow = ofIncrement(1);
    flow.sentData(tag(1), signals);
    refused(flow, Sendme.ofCircuit(new byte[20]), "does not name");
  }

  private void refused(CircuitFlow flow, Sendme sendme, String why) {
    assertThatThrownBy(() -> flow.acknowledged(sendme, signals))
        .isInstanceOf(CircuitException.class)
        .hasMessageContaining(why);
  }

  private static byte[] tag(int cell) {
    byte[] tag = new byte[TAG];
    tag[0] = (byte) (cell >> 8);
    tag[1] = (byte) cell;
    return tag;
  }
}
