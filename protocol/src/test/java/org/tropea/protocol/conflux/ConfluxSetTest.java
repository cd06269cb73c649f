package org.tropea.protocol.conflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.util.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.message.ConfluxSwitch;
import org.tropea.protocol.message.ConfluxTerms;
import org.tropea.protocol.message.ConfluxWish;

/** Rows F08, F09 and F10, as C tor 0.4.9.15 does. */
class ConfluxSetTest {
  private static final Bytes NONCE = Bytes.copyFrom(new byte[ConfluxTerms.NONCE_LENGTH]);
  private static final int MOST_LEGS = 3;
  private static final int MOST_WAITING = 1000;

  private final ReorderAccount account = new ReorderAccount(5000);
  private final ConfluxSet<FakeLeg, String> set =
      new ConfluxSet<>(MOST_LEGS, MOST_WAITING, account);
  private final FakeLeg quick = new FakeLeg();
  private final FakeLeg slow = new FakeLeg();

  private static final class FakeLeg implements Leg {
    private boolean room = true;
    private boolean awaitsSendme;

    @Override
    public boolean canSendData() {
      return room;
    }

    @Override
    public boolean awaitsSendme() {
      return awaitsSendme;
    }
  }

  private static ConfluxTerms terms(long lastSent, long lastReceived, ConfluxWish wish) {
    return new ConfluxTerms(NONCE, lastSent, lastReceived, wish);
  }

  private void linkBoth(ConfluxWish wish) throws CircuitException {
    set.link(slow, terms(0, 0, wish), 900);
    set.link(quick, terms(0, 0, wish), 100);
  }

  @ParameterizedTest
  @EnumSource(ConfluxWish.class)
  void data_whileTheQuickestLegHasRoom_takesIt(ConfluxWish wish) throws CircuitException {
    linkBoth(wish);
    assertThat(set.sendData()).isEqualTo(new ConfluxSet.Turn<>(quick, null));
    assertThat(set.lastSent()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = ConfluxWish.class,
      names = {"NO_OPINION", "HIGH_THROUGHPUT"})
  void data_whenTheQuickestLegIsFull_takesTheNextBehindASwitch(ConfluxWish wish)
      throws CircuitException {
    linkBoth(wish);
    set.sendData();
    set.sendData();
    quick.room = false;
    assertThat(set.sendData()).isEqualTo(new ConfluxSet.Turn<>(slow, new ConfluxSwitch(2)));
    assertThat(set.sendData()).isEqualTo(new ConfluxSet.Turn<>(slow, null));
    quick.room = true;
    assertThat(set.sendData()).isEqualTo(new ConfluxSet.Turn<>(quick, new ConfluxSwitch(2)));
    assertThat(set.lastSent()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource(
      value = ConfluxWish.class,
      names = {"MIN_LATENCY", "LOW_MEMORY_LATENCY", "LOW_MEMORY_THROUGHPUT"})
  void data_whenTheQuickestLegIsFullAndSpeedIsWished_waits(ConfluxWish wish)
      throws CircuitException {
    linkBoth(wish);
    quick.room = false;
    assertThat(set.canSendData()).isFalse();
    assertThatThrownBy(set::sendData).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void otherMessage_whenNoLegHasRoom_goesByTheLegInUse() throws CircuitException {
    linkBoth(ConfluxWish.HIGH_THROUGHPUT);
    quick.room = false;
    set.sendData();
    slow.room = false;
    assertThat(set.canSendData()).isFalse();
    assertThat(set.send()).isEqualTo(new ConfluxSet.Turn<>(slow, null));
  }

  @Test
  void message_beforeAnyRoundTripIsMeasured_goesByTheFirstLeg() throws CircuitException {
    set.link(slow, terms(0, 0, ConfluxWish.MIN_LATENCY), 0);
    set.link(quick, terms(0, 0, ConfluxWish.MIN_LATENCY), 0);
    assertThat(set.canSendData()).isFalse();
    assertThat(set.send().leg()).isSameAs(slow);
    set.measured(quick, 5);
    assertThat(set.sendData()).isEqualTo(new ConfluxSet.Turn<>(quick, new ConfluxSwitch(1)));
  }

  @Test
  void received_aheadOfItsTurn_waitsForWhatIsBefore() throws CircuitException {
    linkBoth(ConfluxWish.NO_OPINION);
    set.switched(slow, new ConfluxSwitch(2));
    assertThat(set.received(slow, "third", 10)).isFalse();
    assertThat(set.next()).isNull();
    assertThat(set.received(quick, "first", 10)).isTrue();
    assertThat(set.next()).isNull();
    assertThat(set.waiting()).isEqualTo(account.held()).isPositive();
    assertThat(set.received(quick, "second", 10)).isTrue();
    assertThat(set.next()).isEqualTo("third");
    assertThat(set.next()).isNull();
    assertThat(set.lastDelivered()).isEqualTo(3);
    assertThat(account.held()).isZero();
  }

  @Test
  void received_withANumberThatWasThere_endsTheSet() throws CircuitException {
    linkBoth(ConfluxWish.NO_OPINION);
    set.received(quick, "first", 10);
    assertThatThrownBy(() -> set.received(slow, "again", 10))
        .isInstanceOfSatisfying(
            CircuitException.class, e -> assertThat(e.reason()).isEqualTo(DestroyReason.INTERNAL));
  }

  @Test
  void received_beyondWhatASetMayKeep_endsTheSet() throws CircuitException {
    linkBoth(ConfluxWish.NO_OPINION);
    set.switched(slow, new ConfluxSwitch(1));
    set.received(slow, "waits", 600);
    assertThatThrownBy(() -> set.received(slow, "too much", 600))
        .isInstanceOfSatisfying(
            CircuitException.class,
            e -> assertThat(e.reason()).isEqualTo(DestroyReason.RESOURCE_LIMIT));
    set.dissolve();
    assertThat(account.held()).isZero();
  }

  @Test
  void received_beyondWhatTheNodeMayKeep_endsTheSetThatAsks() throws CircuitException {
    ReorderAccount little = new ReorderAccount(100);
    ConfluxSet<FakeLeg, String> poor = new ConfluxSet<>(MOST_LEGS, MOST_WAITING, little);
    poor.link(slow, terms(0, 0, ConfluxWish.NO_OPINION), 1);
    poor.switched(slow, new ConfluxSwitch(1));
    assertThatThrownBy(() -> poor.received(slow, "waits", 600))
        .isInstanceOf(CircuitException.class);
    assertThat(little.held()).isZero();
  }

  @Test
  void link_asOneLegTooMany_isRefusedAlone() throws CircuitException {
    linkBoth(ConfluxWish.NO_OPINION);
    set.link(new FakeLeg(), terms(0, 0, ConfluxWish.NO_OPINION), 1);
    assertThatThrownBy(() -> set.link(new FakeLeg(), terms(0, 0, ConfluxWish.NO_OPINION), 1))
        .isInstanceOf(CircuitException.class);
    assertThat(set.legs()).hasSize(3);
    assertThat(set.canSendData()).isTrue();
  }

  @Test
  void link_ofALegThatIsThere_isRefused() throws CircuitException {
    linkBoth(ConfluxWish.NO_OPINION);
    assertThatThrownBy(() -> set.link(quick, terms(0, 0, ConfluxWish.NO_OPINION), 1))
        .isInstanceOf(CircuitException.class);
  }

  @Test
  void link_withMoreSentThanCame_isRefused() {
    assertThatThrownBy(() -> set.link(quick, terms(1, 0, ConfluxWish.NO_OPINION), 1))
        .isInstanceOf(CircuitException.class)
        .hasMessageContaining("lost");
  }

  @Test
  void link_withMoreReceivedThanWasSent_isRefused() {
    assertThatThrownBy(() -> set.link(quick, terms(0, 1, ConfluxWish.NO_OPINION), 1))
        .isInstanceOf(CircuitException.class)
        .hasMessageContaining("never sent");
  }

  @Test
  void lateLeg_goesOnFromWhereItsTermsAre() throws CircuitException {
    set.link(quick, terms(0, 0, ConfluxWish.HIGH_THROUGHPUT), 100);
    set.sendData();
    set.sendData();
    set.link(slow, terms(0, 1, ConfluxWish.HIGH_THROUGHPUT), 900);
    quick.room = false;
    assertThat(set.sendData()).isEqualTo(new ConfluxSet.Turn<>(slow, new ConfluxSwitch(1)));
  }

  @Test
  void messages_onACircuitThatIsNoLeg_areViolations() {
    assertThatThrownBy(() -> set.received(quick, "", 1)).isInstanceOf(CircuitException.class);
    assertThatThrownBy(() -> set.switched(quick, new ConfluxSwitch(31)))
        .isInstanceOf(CircuitException.class);
    assertThatThrownBy(() -> set.measured(quick, 1)).isInstanceOf(CircuitException.class);
  }

  @Test
  void unlink_ofALegThatIsNotUsed_letsTheRestGoOn() throws CircuitException {
    linkBoth(ConfluxWish.HIGH_THROUGHPUT);
    set.sendData();
    assertThat(set.unlink(slow)).isTrue();
    assertThat(set.legs()).containsExactly(quick);
    assertThat(set.sendData().leg()).isSameAs(quick);
  }

  @Test
  void unlink_ofTheLegInUse_endsTheSet() throws CircuitException {
    linkBoth(ConfluxWish.HIGH_THROUGHPUT);
    set.sendData();
    assertThat(set.unlink(quick)).isFalse();
  }

  @Test
  void unlink_ofALegWithUnansweredData_endsTheSet() throws CircuitException {
    linkBoth(ConfluxWish.HIGH_THROUGHPUT);
    set.sendData();
    quick.room = false;
    set.sendData();
    quick.awaitsSendme = true;
    assertThat(set.unlink(quick)).isFalse();
  }

  @Test
  void unlink_ofTheLegThatTheOtherEndUsedLast_endsTheSet() throws CircuitException {
    linkBoth(ConfluxWish.HIGH_THROUGHPUT);
    set.sendData();
    set.received(slow, "first", 10);
    assertThat(set.unlink(slow)).isFalse();
  }

  /** C tor waits on: all of the rest would be kept until the queue is full. */
  @Test
  void unlink_ofALegThatOthersWaitFor_endsTheSet() throws CircuitException {
    linkBoth(ConfluxWish.HIGH_THROUGHPUT);
    set.switched(quick, new ConfluxSwitch(2));
    set.received(quick, "third", 10);
    assertThat(set.unlink(slow)).isFalse();
  }
}
