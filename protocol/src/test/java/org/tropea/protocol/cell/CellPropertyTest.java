package org.tropea.protocol.cell;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.tropea.protocol.linkspec.IpAddress;

class CellPropertyTest {
  @Property(tries = 200)
  void versions_any_roundTrip(@ForAll List<@IntRange(max = 0xffff) Integer> versions)
      throws Exception {
    assertRoundTrip(new Versions(versions));
  }

  @Property(tries = 200)
  void certs_any_roundTrip(
      @ForAll @Size(max = 255) Map<@IntRange(max = 255) Integer, @Size(max = 300) byte[]> entries)
      throws Exception {
    List<CertsEntry> certs = new ArrayList<>();
    entries.forEach((type, bytes) -> certs.add(new CertsEntry(type, Bytes.copyFrom(bytes))));
    assertRoundTrip(new Certs(certs));
  }

  @Property(tries = 200)
  void authentication_any_roundTrips(
      @ForAll @Size(32) byte[] challenge,
      @ForAll List<@IntRange(max = 0xffff) Integer> methods,
      @ForAll @IntRange(max = 0xffff) int type,
      @ForAll byte[] authentication)
      throws Exception {
    assertRoundTrip(new AuthChallenge(Bytes.copyFrom(challenge), methods));
    assertRoundTrip(new Authenticate(type, Bytes.copyFrom(authentication)));
  }

  @Property(tries = 200)
  void netinfo_any_roundTrips(
      @ForAll @LongRange(max = 0xffffffffL) long timestamp,
      @ForAll("addresses") InetAddress other,
      @ForAll("addressLists") List<InetAddress> own)
      throws Exception {
    assertRoundTrip(new Netinfo(timestamp, other.isAnyLocalAddress() ? null : other, own));
  }

  @Property(tries = 200)
  void create_any_roundTrips(
      @ForAll int circuitId,
      @ForAll @IntRange(max = 0xffff) int handshakeType,
      @ForAll @Size(max = 505) byte[] request,
      @ForAll @Size(max = 496) byte[] reply)
      throws Exception {
    assertRoundTrip(new Create2(circuitId, handshakeType, Bytes.copyFrom(request)));
    assertRoundTrip(new Created2(circuitId, Bytes.copyFrom(reply)));
  }

  @Property(tries = 200)
  void createFast_any_roundTrips(
      @ForAll int circuitId, @ForAll @Size(20) byte[] request, @ForAll @Size(40) byte[] reply)
      throws Exception {
    assertRoundTrip(new CreateFast(circuitId, Bytes.copyFrom(request)));
    assertRoundTrip(new CreatedFast(circuitId, Bytes.copyFrom(reply)));
  }

  @Property(tries = 200)
  void smallCells_any_roundTrip(
      @ForAll int circuitId,
      @ForAll @IntRange(max = 255) int reason,
      @ForAll @IntRange(min = 1, max = 2) int padCommand,
      @ForAll @IntRange(max = 0xffff) int low,
      @ForAll @IntRange(max = 0xffff) int high)
      throws Exception {
    assertRoundTrip(new Destroy(circuitId, new DestroyReason(reason)));
    assertRoundTrip(new PaddingNegotiate(padCommand, low, high));
    assertRoundTrip(new Vpadding(high));
  }

  @Provide
  Arbitrary<InetAddress> addresses() {
    return Arbitraries.oneOf(bytes(4), bytes(16)).map(IpAddress::of);
  }

  @Provide
  Arbitrary<List<InetAddress>> addressLists() {
    return addresses().list().ofMaxSize(25);
  }

  private static Arbitrary<byte[]> bytes(int count) {
    return Arbitraries.bytes().array(byte[].class).ofSize(count);
  }

  private static void assertRoundTrip(Cell cell) throws Exception {
    assertThat(Cell.read(cell.circuitId(), cell.command(), CellTest.body(cell, (byte) 0)))
        .isEqualTo(cell);
  }
}
