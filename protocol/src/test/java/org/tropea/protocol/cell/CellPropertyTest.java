package org.tropea.protocol.cell;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.Draws;
import org.tropea.protocol.linkspec.IpAddress;

class CellPropertyTest {
  @Test
  void versions_any_roundTrip() {
    Draws.check(draws -> assertRoundTrip(new Versions(numbers(draws))));
  }

  private static TwoByteNumbers numbers(Draws draws) {
    return TwoByteNumbers.of(
        draws.list(() -> u16(draws)).stream().mapToInt(each -> each).toArray());
  }

  @Test
  void certs_any_roundTrip() {
    Draws.check(
        draws -> {
          // One of each type.
          Map<Integer, CertsEntry> certs = new TreeMap<>();
          for (int type : draws.list(() -> draws.between(0, 255))) {
            certs.put(type, new CertsEntry(type, Bytes.copyFrom(draws.upTo(300))));
          }
          assertRoundTrip(new Certs(List.copyOf(certs.values())));
        });
  }

  @Test
  void authentication_any_roundTrips() {
    Draws.check(
        draws -> {
          assertRoundTrip(new AuthChallenge(Bytes.copyFrom(draws.bytes(32)), numbers(draws)));
          assertRoundTrip(new Authenticate(u16(draws), Bytes.copyFrom(draws.someBytes())));
        });
  }

  @Test
  void netinfo_any_roundTrips() {
    Draws.check(
        draws -> {
          InetAddress other = address(draws);
          assertRoundTrip(
              new Netinfo(
                  draws.between(0, 0xffffffffL),
                  other.isAnyLocalAddress() ? null : other,
                  draws.list(25, () -> address(draws))));
        });
  }

  @Test
  void create_any_roundTrips() {
    Draws.check(
        draws -> {
          int circuitId = draws.anyInt();
          assertRoundTrip(new Create2(circuitId, u16(draws), Bytes.copyFrom(draws.upTo(505))));
          assertRoundTrip(new Created2(circuitId, Bytes.copyFrom(draws.upTo(496))));
        });
  }

  @Test
  void createFast_any_roundTrips() {
    Draws.check(
        draws -> {
          int circuitId = draws.anyInt();
          assertRoundTrip(new CreateFast(circuitId, Bytes.copyFrom(draws.bytes(20))));
          assertRoundTrip(new CreatedFast(circuitId, Bytes.copyFrom(draws.bytes(40))));
        });
  }

  @Test
  void smallCells_any_roundTrip() {
    Draws.check(
        draws -> {
          int high = u16(draws);
          assertRoundTrip(new Destroy(draws.anyInt(), new DestroyReason(draws.between(0, 255))));
          assertRoundTrip(new PaddingNegotiate(draws.between(1, 2), u16(draws), high));
          assertRoundTrip(new Vpadding(high));
        });
  }

  private static int u16(Draws draws) {
    return draws.between(0, 0xffff);
  }

  private static InetAddress address(Draws draws) {
    return IpAddress.of(draws.bytes(draws.between(0, 1) == 0 ? 4 : 16));
  }

  private static void assertRoundTrip(Cell cell) throws Exception {
    assertThat(Cell.read(cell.circuitId(), cell.command(), CellTest.body(cell, (byte) 0)))
        .isEqualTo(cell);
  }
}
