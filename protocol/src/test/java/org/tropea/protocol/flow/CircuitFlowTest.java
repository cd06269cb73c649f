package org.tropea.protocol.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.util.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.message.Sendme;

/** Row F02; cases message-10, message-11 and message-12. */
class CircuitFlowTest {
  /** A channel that nothing waits for. */
  private static final ChannelSignals IDLE = new FakeSignals();

  private static final Sendme VERSION_0 = Sendme.ofStream();

  private SendmeVersions versions = SendmeVersions.USUAL;
  private final CircuitFlow flow = CircuitFlow.fixedWindows(() -> versions);

  @Test
  void acknowledged_byTheTagOfEach100thCell_opensTheWindow() throws CircuitException {
    send(1, 1000);
    assertThat(flow.canSendData()).isFalse();
    for (int cell = 100; cell <= 1000; cell += 100) {
      flow.acknowledged(Sendme.ofCircuit(tag(cell)), IDLE);
    }
    send(1001, 2000);
    assertThat(flow.canSendData()).isFalse();
    flow.acknowledged(Sendme.ofCircuit(tag(1100)), IDLE);
    assertThat(flow.canSendData()).isTrue();
  }

  @Test
  void acknowledged_withNothingOutstanding_isAViolation() throws CircuitException {
    refused(Sendme.ofCircuit(tag(1)), "for cells that were never sent");
    send(1, 99);
    refused(Sendme.ofCircuit(tag(99)), "for cells that were never sent");
  }

  @Test
  void acknowledged_moreOftenThanDue_isAViolation() throws CircuitException {
    send(1, 100);
    flow.acknowledged(Sendme.ofCircuit(tag(100)), IDLE);
    refused(Sendme.ofCircuit(tag(100)), "for cells that were never sent");
  }

  @Test
  void acknowledged_byAnotherTag_isAViolation() {
    send(1, 100);
    refused(Sendme.ofCircuit(tag(99)), "does not name the cell");
  }

  @Test
  void acknowledged_byAStaleTag_isAViolation() throws CircuitException {
    send(1, 200);
    flow.acknowledged(Sendme.ofCircuit(tag(100)), IDLE);
    refused(Sendme.ofCircuit(tag(100)), "does not name the cell");
  }

  @Test
  void acknowledged_outOfOrder_isAViolation() {
    send(1, 200);
    refused(Sendme.ofCircuit(tag(200)), "does not name the cell");
  }

  @Test
  void acknowledged_byVersion0_opensTheWindow_whereTheNetworkDoesNotSayOtherwise()
      throws CircuitException {
    send(1, 1000);
    flow.acknowledged(VERSION_0, IDLE);
    assertThat(flow.canSendData()).isTrue();
    // The one that it answered need not be named any more.
    flow.acknowledged(Sendme.ofCircuit(tag(200)), IDLE);
  }

  @Test
  void acknowledged_byVersion0_moreOftenThanDue_isAViolation() throws CircuitException {
    refused(VERSION_0, "for cells that were never sent");
    send(1, 100);
    flow.acknowledged(VERSION_0, IDLE);
    refused(VERSION_0, "for cells that were never sent");
  }

  @Test
  void acknowledged_byAVersionThatTheNetworkHasGivenUp_isAViolation() throws CircuitException {
    send(1, 300);
    flow.acknowledged(VERSION_0, IDLE);
    versions = new SendmeVersions(1, 1);
    refused(VERSION_0, "of a version that the network does not take");
    flow.acknowledged(Sendme.ofCircuit(tag(200)), IDLE);
    versions = new SendmeVersions(2, 1);
    refused(Sendme.ofCircuit(tag(300)), "of a version that the network does not take");
    assertThat(versions.acceptingAll()).isEqualTo(new SendmeVersions(0, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 255})
  void receivedData_inANetworkThatSendsNoVersion1_asksForVersion0(int emitted)
      throws CircuitException {
    versions = new SendmeVersions(0, emitted);
    for (int cell = 1; cell < 100; cell++) {
      assertThat(flow.receivedData(tag(cell))).isNull();
    }
    assertThat(flow.receivedData(tag(100))).isEqualTo(VERSION_0);
  }

  @Test
  void acknowledged_byAShortTag_isAViolation() {
    send(1, 100);
    refused(new Sendme(1, Bytes.copyFrom(new byte[16])), "does not name the cell");
  }

  @Test
  void receivedData_asksForASendmeWithTheTagOfEach100thCell() throws CircuitException {
    for (int cell = 1; cell <= 3000; cell++) {
      @Nullable Sendme due = flow.receivedData(tag(cell));
      if (cell % 100 == 0) {
        assertThat(due).isEqualTo(Sendme.ofCircuit(tag(cell)));
      } else {
        assertThat(due).isNull();
      }
    }
  }

  private void send(int first, int last) {
    for (int cell = first; cell <= last; cell++) {
      flow.sentData(tag(cell), IDLE);
    }
  }

  private void refused(Sendme sendme, String why) {
    assertThatThrownBy(() -> flow.acknowledged(sendme, IDLE))
        .isInstanceOf(CircuitException.class)
        .hasMessageContaining(why)
        .extracting(e -> ((CircuitException) e).reason())
        .isEqualTo(DestroyReason.PROTOCOL);
  }

  /** The tag of the cell of this number. */
  private static byte[] tag(int cell) {
    byte[] tag = new byte[20];
    tag[0] = (byte) (cell >> 8);
    tag[1] = (byte) cell;
    return tag;
  }
}
