package org.tropea.protocol.cell;

import static org.tropea.protocol.Vector.hex;

import com.google.crypto.tink.util.Bytes;
import java.util.List;
import org.tropea.protocol.linkspec.IpAddress;

/** One or more of each kind of cell, with its bytes field by field. */
final class CellSamples {
  private static final int CIRCUIT = 0x80000001;

  /**
   * A cell and the bytes it writes.
   *
   * @param fields without the padding of a fixed-length cell
   */
  record Sample(Cell cell, byte[] fields) {
    @Override
    public String toString() {
      return cell.toString();
    }
  }

  private CellSamples() {}

  static List<Sample> all() {
    return List.of(
        new Sample(new Padding(), hex()),
        new Sample(new Vpadding(0), hex()),
        new Sample(new Vpadding(3), hex("000000")),
        new Sample(Versions.of(3, 4, 5), hex("0003 0004 0005")),
        new Sample(new Certs(List.of()), hex("00")),
        new Sample(
            new Certs(List.of(new CertsEntry(2, bytes("aabb")), new CertsEntry(255, bytes("")))),
            hex("02", /* entry: type, length, certificate */ "02 0002 aabb", "ff 0000")),
        new Sample(
            new AuthChallenge(bytes("07".repeat(32)), TwoByteNumbers.of(1, 3)),
            hex("07".repeat(32), /* methods */ "0002", "0001", "0003")),
        new Sample(new Authenticate(3, bytes("0a0b0c")), hex(/* type */ "0003", "0003", "0a0b0c")),
        new Sample(
            new Netinfo(0xfffffffeL, IpAddress.of(hex("7f000001")), List.of()),
            hex(/* time */ "fffffffe", /* yours */ "04 04 7f000001", /* mine */ "00")),
        new Sample(
            new Netinfo(0, null, List.of()),
            hex(/* time */ "00000000", /* yours */ "04 04 00000000", /* mine */ "00")),
        new Sample(
            new Netinfo(
                1,
                IpAddress.of(hex("20010db8 00000000 00000000 00000001")),
                List.of(
                    IpAddress.of(hex("01020304")),
                    // An IPv4 address in an IPv6 one stays what it is.
                    IpAddress.of(hex("00000000 00000000 0000ffff 01020304")))),
            hex(
                /* time */ "00000001",
                /* yours */ "06 10 20010db8 00000000 00000000 00000001",
                /* mine */ "02",
                "04 04 01020304",
                "06 10 00000000 00000000 0000ffff 01020304")),
        new Sample(new CreateFast(CIRCUIT, bytes("11".repeat(20))), hex("11".repeat(20))),
        new Sample(new CreatedFast(CIRCUIT, bytes("22".repeat(40))), hex("22".repeat(40))),
        new Sample(
            new Create2(CIRCUIT, 0x1002, bytes("0102")), hex(/* type */ "1002", "0002", "0102")),
        new Sample(
            new Create2(CIRCUIT, 2, bytes("33".repeat(505))),
            hex("0002", "01f9", "33".repeat(505))),
        new Sample(new Created2(CIRCUIT, bytes("")), hex("0000")),
        new Sample(new Created2(CIRCUIT, bytes("44".repeat(496))), hex("01f0", "44".repeat(496))),
        new Sample(new Relay(CIRCUIT, false, hex("55".repeat(509))), hex("55".repeat(509))),
        new Sample(new Relay(CIRCUIT, true, hex("66".repeat(509))), hex("66".repeat(509))),
        new Sample(new Destroy(CIRCUIT, DestroyReason.OR_IDENTITY), hex("07")),
        new Sample(new Destroy(CIRCUIT, new DestroyReason(200)), hex("c8")),
        new Sample(
            new PaddingNegotiate(PaddingNegotiate.START, 1500, 9500),
            hex(/* version */ "00", /* start */ "02", /* low, high */ "05dc", "251c")),
        new Sample(
            new PaddingNegotiate(PaddingNegotiate.STOP, 0, 0),
            hex("00", /* stop */ "01", "0000", "0000")),
        new Sample(new UnknownCell(CIRCUIT, 99), hex()),
        new Sample(new UnknownCell(CIRCUIT, 200), hex()));
  }

  static Bytes bytes(String fields) {
    return Bytes.copyFrom(hex(fields));
  }
}
