package org.tropea.relay.defence;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tropea.directory.network.Parameters;

/** What is forgotten of the addresses that opened links, and when. */
class AddressTableTest {
  private static final int MOST = 64;
  private static final long DAY = 24 * 3600;
  private static final DefenceRules RULES = DefenceRules.of(Parameters.NONE, Map.of());
  private static final Random RANDOM = new Random(1);

  private final AddressTable table = new AddressTable(MOST);

  private static InetAddress address(int number) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private void connect(int number, long now) {
    table.put(
        address(number),
        Standing.first(RULES, now),
        known -> known.connected(RULES.connections(), now, RANDOM),
        now);
  }

  private void leave(int number) {
    table.change(address(number), Standing::left);
  }

  @Test
  void address_withoutLinks_isForgottenAfterADay_andOneWithLinksIsNot() {
    connect(1, 0);
    connect(2, 0);
    leave(1);
    connect(3, DAY - 1);
    assertThat(table.get(address(1))).isNotNull();
    connect(3, 2 * DAY);
    assertThat(table.get(address(1))).isNull();
    assertThat(Objects.requireNonNull(table.get(address(2))).links()).isEqualTo(1);
    leave(1);
    assertThat(table.get(address(1))).isNull();
  }

  @Test
  void fullTable_forgetsThoseWithoutLinksAndMarksFirst() {
    connect(0, 100);
    leave(0);
    table.change(
        address(0),
        known -> {
          Standing marked = known;
          for (int i = 0; i < 100; i++) {
            marked = marked.created(RULES.circuits(), 100, RANDOM);
            marked = marked.entered(100).entered(100).entered(100);
          }
          for (int i = 0; i < 300; i++) {
            marked = marked.left();
          }
          return marked;
        });
    for (int i = 1; i < MOST; i++) {
      connect(i, 100 + i);
      leave(i);
    }
    connect(MOST, 1000);
    assertThat(table.size()).isEqualTo(2);
    assertThat(Objects.requireNonNull(table.get(address(0))).refusesCircuits(1000)).isTrue();
  }

  @Test
  void fullTable_ofLinks_watchesNobodyElse_andNeverGrows() {
    for (int i = 0; i < 3 * MOST; i++) {
      connect(i, 100 + i);
    }
    assertThat(table.size()).isEqualTo(MOST);
    assertThat(table.get(address(MOST))).isNull();
    connect(0, 1000);
    assertThat(Objects.requireNonNull(table.get(address(0))).links()).isEqualTo(2);
    leave(5);
    connect(MOST, 1002);
    assertThat(table.get(address(5))).isNull();
    assertThat(table.get(address(MOST))).isNotNull();
  }
}
