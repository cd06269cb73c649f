package org.tropea.protocol.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tropea.protocol.Vector.hex;
import static org.tropea.protocol.cell.CellSamples.bytes;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.Vector;
import org.tropea.protocol.cell.CellSamples.Sample;
import org.tropea.protocol.linkspec.IpAddress;

class CellTest {
  static List<Sample> samples() {
    return CellSamples.all();
  }

  static List<Vector> vectors() {
    return Vector.readAll("cells.txt");
  }

  @Test
  void samples_together_haveEveryKindOfCell() {
    assertThat(samples().stream().map(sample -> (Object) sample.cell().getClass()))
        .containsAll(List.of((Object[]) Cell.class.getPermittedSubclasses()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void cell_written_hasItsBytes(Sample sample) {
    assertThat(write(sample.cell())).isEqualTo(sample.fields());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void cell_read_isTheOneWritten(Sample sample) throws Exception {
    Cell cell = sample.cell();
    assertSame(Cell.read(cell.circuitId(), cell.command(), body(cell, (byte) 0)), cell);
  }

  /** Receivers must ignore padding, which VERSIONS and VPADDING do not have (tor-spec 3). */
  @ParameterizedTest
  @MethodSource("samples")
  void cell_paddedWithJunk_readsTheSame(Sample sample) throws Exception {
    Cell cell = sample.cell();
    if (cell instanceof Versions || cell instanceof Vpadding) {
      return;
    }
    byte[] body = body(cell, (byte) 0xaa);
    if (CellCommand.isVariableLength(cell.command())) {
      body = hex(hexOf(body), "aabbcc");
    }
    assertSame(Cell.read(cell.circuitId(), cell.command(), body), cell);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void cell_truncatedAnywhere_isRefused(Sample sample) {
    Cell cell = sample.cell();
    if (cell instanceof Versions
        || cell instanceof Vpadding
        || cell instanceof Relay
        || cell instanceof UnknownCell) {
      return;
    }
    for (int length = 0; length < sample.fields().length; length++) {
      byte[] truncated = Arrays.copyOf(sample.fields(), length);
      assertThatThrownBy(() -> readFields(cell, new ByteReader(truncated)))
          .as("%s bytes", length)
          .isInstanceOf(DecodeException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void vector_readAndWritten_isTheSame(Vector vector) throws Exception {
    boolean variable = CellCommand.isVariableLength(vector.command());
    byte[] body = variable ? vector.body() : Arrays.copyOf(vector.body(), CellCommand.BODY_LENGTH);
    Cell cell = Cell.read(0, vector.command(), body);
    assertThat(cell).isNotInstanceOf(UnknownCell.class);
    assertThat(write(cell)).isEqualTo(vector.body());
  }

  @ParameterizedTest
  @CsvSource({
    "VERSIONS with an odd length, 7, 000300",
    "CERTS without a count, 129, ''",
    "CERTS that holds less than its count, 129, 01",
    "CERTS whose certificate is longer than the cell, 129, 01 02 0003 aabb",
    "CERTS with two of a type, 129, 02 04 0001 aa 04 0001 bb",
    "CERTS with two of an unknown type, 129, 02 99 0000 99 0000",
    "AUTH_CHALLENGE without methods, 130, 0000000000000000000000000000000000000000000000000000000000000000 0001",
    "AUTHENTICATE longer than the cell, 131, 0003 0004 aabbcc",
    "NETINFO of zeros, 8, 00",
    "NETINFO whose receiver has an address of unknown type, 8, 00000000 05 02 ffff 00",
    "NETINFO with an address of 255 bytes, 8, 00000000 04 ff 7f000001 00",
    "NETINFO with an IPv4 address of 16 bytes, 8, 00000000 04 10 7f000001 00000000 00000000 00000000 00",
    "NETINFO with an IPv4 address of 3 bytes, 8, 00000000 04 03 7f0000 00",
    "NETINFO with an IPv6 address of 4 bytes, 8, 00000000 06 04 7f000001 00",
    "NETINFO with an own IPv4 address of 6 bytes, 8, 00000000 04 04 7f000001 01 04 06 7f0000010000",
    "CREATE2 longer than the cell, 10, 0002 01fa",
    "CREATED2 longer than EXTENDED2 can carry, 11, 01f1",
    "CREATED2 longer than the cell, 11, ffff",
  })
  void badValue_read_isRefused(String what, int command, String fields) {
    byte[] body = hex(fields);
    byte[] padded =
        CellCommand.isVariableLength(command) ? body : Arrays.copyOf(body, CellCommand.BODY_LENGTH);
    assertThatThrownBy(() -> Cell.read(0, command, padded))
        .as(what)
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void netinfo_255AddressesOfWhichSomeAreMissing_isRefused() {
    // 255 IPv6 addresses would take 4590 bytes.
    byte[] body = Arrays.copyOf(hex("00000000 04 04 7f000001 ff"), CellCommand.BODY_LENGTH);
    Arrays.fill(body, 11, body.length, (byte) 0x10);
    assertThatThrownBy(() -> Cell.read(0, CellCommand.NETINFO, body))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void netinfo_ownAddressOfUnknownType_isSkipped() throws Exception {
    byte[] fields = hex("00000000 04 04 7f000001", "02", "bb 02 ffff", "04 04 01020304");
    assertThat(Cell.read(0, CellCommand.NETINFO, Arrays.copyOf(fields, CellCommand.BODY_LENGTH)))
        .isEqualTo(
            new Netinfo(0, IpAddress.of(hex("7f000001")), List.of(IpAddress.of(hex("01020304")))));
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "132", "13", "127", "133", "255"})
  void cellWeDoNotSpeak_read_isUnknown(int command) throws Exception {
    byte[] body = new byte[CellCommand.BODY_LENGTH];
    assertThat(Cell.read(5, command, body)).isEqualTo(new UnknownCell(5, command));
  }

  /** C tor drops these and keeps the channel, so that versions can be added. */
  @ParameterizedTest
  @ValueSource(strings = {"01 02 0000 0000", "90 0303", "00 00 0000 0000", "00 03 0000 0000"})
  void paddingNegotiate_unknownVersionOrCommand_isUnknownCell(String fields) throws Exception {
    byte[] body = Arrays.copyOf(hex(fields), CellCommand.BODY_LENGTH);
    assertThat(Cell.read(0, CellCommand.PADDING_NEGOTIATE, body))
        .isEqualTo(new UnknownCell(0, CellCommand.PADDING_NEGOTIATE));
  }

  @Test
  void certs_namesACircuit_isRefused() {
    assertThatThrownBy(() -> Cell.read(1, CellCommand.CERTS, hex("00")))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void authChallenge_namesACircuit_isRefused() {
    assertThatThrownBy(() -> Cell.read(1, CellCommand.AUTH_CHALLENGE, hex("00".repeat(34))))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void relay_read_keepsTheArray() throws Exception {
    byte[] body = new byte[CellCommand.BODY_LENGTH];
    assertThat(((Relay) Cell.read(1, CellCommand.RELAY, body)).body()).isSameAs(body);
  }

  @Test
  void certsVector_read_hasItsFiveCertificates() throws Exception {
    Vector vector =
        vectors().stream().filter(v -> v.name().equals("certs")).findAny().orElseThrow();
    Certs certs = (Certs) Cell.read(0, vector.command(), vector.body());
    assertThat(certs.entries()).extracting(CertsEntry::type).containsExactly(1, 2, 4, 5, 7);
    assertThat(certs.entries())
        .extracting(entry -> entry.certificate().size())
        .containsExactly(0x23e, 0x1bd, 0x8c, 0x68, 0xa5);
  }

  static Stream<Runnable> mistakes() {
    return Stream.of(
        () -> new Vpadding(0x10000),
        () -> new AuthChallenge(bytes("00"), TwoByteNumbers.of()),
        () -> new CreateFast(1, bytes("00")),
        () -> new CreatedFast(1, bytes("00")),
        () -> new Create2(1, 2, bytes("00".repeat(506))),
        () -> new Created2(1, bytes("00".repeat(497))),
        () -> new Relay(1, false, new byte[508]),
        () -> new PaddingNegotiate(3, 0, 0),
        () -> new DestroyReason(256),
        () -> write(Versions.of(0x10000)),
        () -> write(new Create2(1, 0x10000, bytes(""))),
        () -> read(CellCommand.RELAY, new byte[510]));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void ourMistake_made_isAnIllegalArgument(Runnable mistake) {
    assertThatThrownBy(mistake::run).isInstanceOf(IllegalArgumentException.class);
  }

  private static void read(int command, byte[] body) {
    try {
      Cell.read(0, command, body);
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] write(Cell cell) {
    ByteWriter writer = new ByteWriter();
    cell.writeBody(writer);
    return writer.toByteArray();
  }

  /** The body as a channel frames it, with {@code padding} behind the fields. */
  static byte[] body(Cell cell, byte padding) {
    byte[] fields = write(cell);
    if (CellCommand.isVariableLength(cell.command())) {
      return fields;
    }
    byte[] body = Arrays.copyOf(fields, CellCommand.BODY_LENGTH);
    Arrays.fill(body, fields.length, body.length, padding);
    return body;
  }

  /** Relay cells compare by the identity of their arrays, so this looks into them. */
  static void assertSame(Cell actual, Cell expected) {
    if (expected instanceof Relay relay) {
      assertThat(actual)
          .usingRecursiveComparison()
          .isEqualTo(new Relay(relay.circuitId(), relay.early(), relay.body()));
    } else {
      assertThat(actual).isEqualTo(expected);
    }
  }

  private static Cell readFields(Cell like, ByteReader reader) throws DecodeException {
    return switch (like.command()) {
      case CellCommand.CERTS -> Certs.read(reader);
      case CellCommand.AUTH_CHALLENGE -> AuthChallenge.read(reader);
      case CellCommand.AUTHENTICATE -> Authenticate.read(reader);
      case CellCommand.NETINFO -> Netinfo.read(reader);
      case CellCommand.CREATE_FAST -> CreateFast.read(1, reader);
      case CellCommand.CREATED_FAST -> CreatedFast.read(1, reader);
      case CellCommand.CREATE2 -> Create2.read(1, reader);
      case CellCommand.CREATED2 -> Created2.read(1, reader);
      case CellCommand.DESTROY -> Destroy.read(1, reader);
      case CellCommand.PADDING_NEGOTIATE -> PaddingNegotiate.read(reader);
      default -> throw new AssertionError(like + " has no fields to truncate");
    };
  }

  private static String hexOf(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
