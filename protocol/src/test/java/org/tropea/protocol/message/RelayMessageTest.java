package org.tropea.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tropea.protocol.Vector.hex;
import static org.tropea.protocol.message.RelayMessageSamples.bytes;
import static org.tropea.protocol.message.RelayMessageSamples.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
import org.tropea.protocol.linkspec.IpAddress;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.RelayMessageSamples.Sample;

class RelayMessageTest {
  static List<Sample> samples() {
    return RelayMessageSamples.all();
  }

  static List<Vector> vectors() {
    return Vector.readAll("relay-messages.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "01", "ff00"})
  void xoff_isNotLookedInto(String body) throws Exception {
    assertThat(read(RelayCommand.XOFF, hex(body))).isEqualTo(new Xoff());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "00000000", "0100000001", "ff00000001"})
  void xon_ofAnotherVersion_orCutOff_isRefused(String body) {
    assertThatThrownBy(() -> read(RelayCommand.XON, hex(body))).isInstanceOf(DecodeException.class);
  }

  @Test
  void samples_together_haveEveryKindOfMessage() {
    assertThat(samples().stream().map(sample -> (Object) sample.message().getClass()))
        .containsAll(List.of((Object[]) RelayMessage.class.getPermittedSubclasses()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void message_written_hasItsBytes(Sample sample) {
    assertThat(write(sample.message())).isEqualTo(sample.body());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void message_read_isTheOneWritten(Sample sample) throws Exception {
    assertSame(read(sample.message().command(), sample.body()), sample.message());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void message_inTheMiddleOfAnArray_isReadToo(Sample sample) throws Exception {
    byte[] array = new byte[sample.body().length + 20];
    Arrays.fill(array, (byte) 0xaa);
    System.arraycopy(sample.body(), 0, array, 11, sample.body().length);
    assertSame(
        RelayMessage.read(sample.message().command(), array, 11, sample.body().length),
        sample.message());
  }

  /** As C tor does, but where what follows is a part of the message. */
  @ParameterizedTest
  @MethodSource("samples")
  void message_withBytesBehindIt_readsTheSame(Sample sample) throws Exception {
    RelayMessage message = sample.message();
    boolean open =
        message instanceof Data
            || message instanceof Resolved
            || message instanceof Introduce1
            || message instanceof Introduce2
            || message instanceof Rendezvous1
            || message instanceof Rendezvous2
            || message instanceof EstablishRendezvous;
    boolean optional = message instanceof Begin || message instanceof End;
    if (open || optional || sample.body().length == 0) {
      return;
    }
    byte[] longer = Arrays.copyOf(sample.body(), sample.body().length + 3);
    assertSame(read(message.command(), longer), message);
  }

  @ParameterizedTest
  @ValueSource(ints = {RelayCommand.BEGIN_DIR, RelayCommand.DROP, 99})
  void emptyMessage_withBytesInIt_readsTheSame(int command) throws Exception {
    assertThat(read(command, hex("3132333435"))).isEqualTo(read(command, hex()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void message_truncatedAnywhere_isRefused(Sample sample) throws Exception {
    if (sample.message() instanceof Resolve || sample.message() instanceof Xoff) {
      // The one ends where it ends, and nobody reads the other.
      return;
    }
    for (int length = 0; length < sample.body().length; length++) {
      byte[] truncated = Arrays.copyOf(sample.body(), length);
      int command = sample.message().command();
      if (sample.readablePrefixes().contains(length)) {
        assertThat(read(command, truncated)).isNotEqualTo(sample.message());
      } else {
        assertThatThrownBy(() -> read(command, truncated))
            .as("%s bytes", length)
            .isInstanceOf(DecodeException.class);
      }
    }
  }

  /** Case fault-20: C tor's verdicts, by the length of the body. */
  @ParameterizedTest
  @CsvSource({"01020304, 4", "00000000, 25"})
  void connected_isReadFromTheLengthOnThatSufficesCTor(String begin, int enough) throws Exception {
    byte[] whole = Arrays.copyOf(hex(begin), 40);
    whole[4] = 6;
    assertThat(read(RelayCommand.CONNECTED, new byte[0])).isEqualTo(new Connected(null, 0));
    for (int length = 1; length <= whole.length; length++) {
      byte[] body = Arrays.copyOf(whole, length);
      if (length < enough) {
        assertThatThrownBy(() -> read(RelayCommand.CONNECTED, body))
            .as("%s bytes", length)
            .isInstanceOf(DecodeException.class);
      } else {
        assertThat(((Connected) read(RelayCommand.CONNECTED, body)).address()).isNotNull();
      }
    }
  }

  @Test
  void establishRendezvous_withBytesBehindIt_isRefused() {
    assertThatThrownBy(() -> read(RelayCommand.ESTABLISH_RENDEZVOUS, new byte[21]))
        .isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {RelayCommand.INTRODUCE1, RelayCommand.INTRODUCE2})
  void introduction_ofVersion2_orAnotherKind_isRefused(int command) throws Exception {
    String zeros = "00".repeat(20);
    String key = "3b".repeat(32);
    assertThat(read(command, hex(zeros, "02 0020", key, "00", "ee")).command()).isEqualTo(command);
    List<String> bad =
        List.of(
            zeros.replaceFirst("00", "01") + "02 0020" + key + "00 ee",
            "00".repeat(19) + "01" + "02 0020" + key + "00 ee",
            zeros + "01 0020" + key + "00 ee",
            zeros + "02 001f" + key + "00 ee",
            zeros + "02 0021" + key + "aa 00 ee",
            zeros + "02 0020" + key + "01 05 04 00 ee",
            zeros + "02 0020" + key + "00");
    for (String body : bad) {
      assertThatThrownBy(() -> read(command, hex(body))).isInstanceOf(DecodeException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void vector_readAndWritten_isTheSame(Vector vector) throws Exception {
    RelayMessage message = read(vector.command(), vector.body());
    assertThat(message).isNotInstanceOf(UnknownMessage.class);
    assertThat(write(message)).isEqualTo(vector.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.b",
        "a.b:",
        "a.b:0",
        "a.b:65536",
        "a.b:100000",
        "a.b:99999999999999999999",
        "a.b:-1",
        "a.b:+1",
        "a.b: 1",
        "a.b:xyz",
        "a.b:80:80",
        "::1:80",
        "[::1]",
        "[::1]!",
        "[::1]80",
        "[]:80",
        "[1.2.3.4]:80",
        "[fe80::1%eth0]:80",
        "[a.b]:80",
        "a\r\nb:80",
        "a\tb:80",
        "a b:80",
        "a\u007f:80",
        "torproject\u00e2\u0084\u00a2.org:443",
      })
  void begin_notAHostAndPort_isRefused(String text) {
    assertThatThrownBy(() -> read(RelayCommand.BEGIN, terminated(text)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void begin_withoutNul_isRefused() {
    assertThatThrownBy(() -> read(RelayCommand.BEGIN, hex(text("a.b:80"))))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void begin_hostOf256Characters_isRefused() throws Exception {
    assertThat(read(RelayCommand.BEGIN, terminated("a".repeat(255) + ":80")))
        .isEqualTo(new Begin("a".repeat(255), 80, 0));
    assertThatThrownBy(() -> read(RelayCommand.BEGIN, terminated("a".repeat(256) + ":80")))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> read(RelayCommand.BEGIN, terminated("a".repeat(480) + ":80")))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void begin_upperCase_isReadInLowerCase() throws Exception {
    assertThat(read(RelayCommand.BEGIN, terminated("Tor.EXAMPLE:80")))
        .isEqualTo(new Begin("tor.example", 80, 0));
    assertThat(new Begin("Tor.EXAMPLE", 80, 0).host()).isEqualTo("tor.example");
  }

  @Test
  void begin_bytesBehindItsFlags_areIgnored() throws Exception {
    byte[] body = hex(text("a-further.example.com:22"), "00", "eeaa00ff", text("Hi mom"));
    assertThat(read(RelayCommand.BEGIN, body))
        .isEqualTo(new Begin("a-further.example.com", 22, 0xeeaa00ff));
  }

  /** As C tor reads it. */
  @ParameterizedTest
  @CsvSource({"612e62", "612e6200", "612e620063"})
  void resolve_endsAtItsNulOrItsEnd(String body) throws Exception {
    assertThat(read(RelayCommand.RESOLVE, hex(body))).isEqualTo(new Resolve("a.b"));
  }

  /** As C tor says it: what is no host is not found, if its port is one. */
  @ParameterizedTest
  @CsvSource({
    "'', 13",
    "a.b:80, 13",
    "a.b|, 13",
    "a.b:|, 13",
    "a.b:0|, 13",
    "a.b:65536|, 13",
    "a.b:-1|, 13",
    "a b:80|, 2",
    "a:b:80|, 2",
    ":80|, 2",
    "a b:0080|, 2",
    "a:+80|, 2",
    "a: 80|, 2",
    "a:8 0|, 13",
    "a:80 |, 13",
  })
  void begin_thatCannotBeRead_saysWhy(String text, int reason) {
    byte[] body = text.replace('|', '\0').getBytes(StandardCharsets.US_ASCII);
    assertThat(Begin.refusal(new ByteReader(body)).code()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "END without a reason, 3, ''",
    "CONNECTED to an address of type 7, 4, 00000000 07 20010db8000000000000000000001122 00000e10",
    "CONNECTED to 0.0.0.0, 4, 00000000 00000e10",
    "CONNECTED of 3 bytes, 4, 000102",
    "SENDME of version 2, 5, 02 0014 abababababababababababababababababababab",
    "SENDME with a tag of 4 bytes, 5, 01 0004 01020304",
    "SENDME with a tag of 0 bytes, 5, 01 0000",
    "SENDME with a tag of 21 bytes, 5, 01 0015 ababababababababababababababababababababab",
    "SENDME of version 0 with half a tag, 5, 00 0014 abab",
    "EXTEND2 without handshake, 14, 00",
    "EXTEND2 that holds less specifiers than its count, 14, 02 04 00 0002 0000",
    "EXTEND2 with an IPv4 address of 5 bytes, 14, 01 00 05 7f00000113 0002 0000",
    "EXTEND2 with a request longer than itself, 14, 00 0002 0054 00",
    "EXTENDED2 longer than the cell, 15, 01f1",
    "TRUNCATE without a reason, 8, ''",
    "TRUNCATED without a reason, 9, ''",
    "RESOLVE of nothing, 11, 00",
    "RESOLVE of a line break, 11, 612e0d0a62 00",
    "RESOLVE of non-ASCII, 11, 61e284a2 00",
    "RESOLVED with an IPv4 address of 3 bytes, 12, 04 03 010203 00000001",
    "RESOLVED with an IPv4 address of 16 bytes, 12, 04 10 00000000000000000000000000000000 00000001",
    "RESOLVED with an IPv6 address of 4 bytes, 12, 06 04 01020304 00000001",
    "RESOLVED with an empty name, 12, 00 00 00000001",
    "RESOLVED with a line break in a name, 12, 00 03 610a62 00000001",
    "RESOLVED with a NUL in a name, 12, 00 03 610062 00000001",
    "RESOLVED with a good answer and half of one, 12, 04 04 01020304 00000001 04",
  })
  void badValue_read_isRefused(String what, int command, String fields) {
    assertThatThrownBy(() -> read(command, hex(fields)))
        .as(what)
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void end_policyWithAddressOfAnotherLength_namesNone() throws Exception {
    assertThat(read(RelayCommand.END, hex("04", "7f00000700")))
        .isEqualTo(End.of(EndReason.EXIT_POLICY));
  }

  @Test
  void end_policyWithoutTtl_hasTheLongest() throws Exception {
    assertThat(read(RelayCommand.END, hex("04", "7f000007")))
        .isEqualTo(new End(EndReason.EXIT_POLICY, IpAddress.of(hex("7f000007")), End.NO_TTL));
  }

  @Test
  void end_otherReasonWithAddress_namesNone() throws Exception {
    assertThat(read(RelayCommand.END, hex("06", "7f000007", "00000100")))
        .isEqualTo(End.of(EndReason.DONE));
  }

  /** C tor takes it, and skips the tag. */
  @Test
  void sendme_version0WrittenOut_isReadAsEmpty() throws Exception {
    assertThat(read(RelayCommand.SENDME, hex("00 0014", "ab".repeat(20))))
        .isEqualTo(new Sendme(0, bytes("")));
  }

  @Test
  void data_read_pointsIntoTheCell() throws Exception {
    byte[] cell = new byte[509];
    Data data = (Data) RelayMessage.read(RelayCommand.DATA, cell, 11, 498);
    assertThat(data.array()).isSameAs(cell);
    assertThat(data.offset()).isEqualTo(11);
    assertThat(data.length()).isEqualTo(498);
  }

  @Test
  void answer_asked_givesItsAddressOrName() {
    assertThat(Answer.of(IpAddress.of(hex("01020304")), 1).address())
        .isEqualTo(IpAddress.of(hex("01020304")));
    assertThat(Answer.of(IpAddress.of(hex("01020304")), 1).host()).isNull();
    assertThat(Answer.of("tor.example", 1).host()).isEqualTo("tor.example");
    assertThat(Answer.of("tor.example", 1).address()).isNull();
    assertThat(new Answer(Answer.TRANSIENT_ERROR, bytes("00"), 1).address()).isNull();
  }

  /** test_cell_formats.c, where an EXTEND2 names an Ed25519 identity. */
  @Test
  void extend2OfCTor_asTarget_writesTheSameSpecifiers() throws Exception {
    Vector vector =
        vectors().stream()
            .filter(v -> v.name().equals("extend2_ed25519_ctor"))
            .findAny()
            .orElseThrow();
    Extend2 message = (Extend2) read(vector.command(), vector.body());
    assertThat(message.handshakeType()).isEqualTo(0x105);
    assertThat(RelayTarget.of(message.specifiers()).linkSpecifiers())
        .isEqualTo(message.specifiers());
  }

  static Stream<Runnable> mistakes() {
    return Stream.of(
        () -> new Begin("a b", 80, 0),
        () -> new Begin("[::1]", 80, 0),
        () -> new Begin("a:b.example", 80, 0),
        () -> new Begin("a.b", 0, 0),
        () -> new Begin("a.b", 65536, 0),
        () -> new Resolve(""),
        () -> new Resolve("caf\u00e9.example"),
        () -> new End(EndReason.DONE, IpAddress.of(new byte[4]), 0),
        () -> new Connected(IpAddress.of(new byte[4]), 0),
        () -> new Sendme(0, bytes("00")),
        () -> new Sendme(1, bytes("00")),
        () -> new Sendme(2, bytes("00".repeat(20))),
        () -> new Answer(Answer.IPV4, bytes("00"), 0),
        () -> Answer.of("", 0),
        () -> Answer.of("a".repeat(256), 0),
        () -> new EndReason(256),
        () -> write(new Extended2(bytes("00".repeat(0x10000)))));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void ourMistake_made_isAnIllegalArgument(Runnable mistake) {
    assertThatThrownBy(mistake::run).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void data_rangeOutsideTheArray_isRefused() {
    assertThatThrownBy(() -> new Data(new byte[3], 1, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void names_printed_areThoseOfTheConstants() throws Exception {
    for (var field : EndReason.class.getFields()) {
      assertThat(field.get(null)).hasToString(field.getName());
    }
    assertThat(EndReason.class.getFields()).hasSize(14);
    assertThat(new EndReason(15)).hasToString("reason 15");
    for (var field : RelayCommand.class.getFields()) {
      assertThat(RelayCommand.name(field.getInt(null))).isEqualTo(field.getName());
    }
    assertThat(RelayCommand.name(99)).isEqualTo("relay command 99");
  }

  @Test
  void streamException_thrown_carriesItsReasonAndNoStack() {
    StreamException exception = new StreamException(EndReason.TOR_PROTOCOL, "it lied");
    assertThat(exception).hasMessage("it lied");
    assertThat(exception.reason()).isEqualTo(EndReason.TOR_PROTOCOL);
    assertThat(exception.getStackTrace()).isEmpty();
  }

  static RelayMessage read(int command, byte[] body) throws DecodeException {
    return RelayMessage.read(command, body, 0, body.length);
  }

  static byte[] write(RelayMessage message) {
    ByteWriter writer = new ByteWriter();
    message.write(writer);
    return writer.toByteArray();
  }

  /** DATA compares by the identity of its array, so this looks into it. */
  static void assertSame(RelayMessage actual, RelayMessage expected) {
    if (expected instanceof Data) {
      assertThat(actual).isInstanceOf(Data.class);
      assertThat(write(actual)).isEqualTo(write(expected));
    } else {
      assertThat(actual).isEqualTo(expected);
    }
  }

  private static byte[] terminated(String text) {
    byte[] body = new byte[text.length() + 1];
    for (int i = 0; i < text.length(); i++) {
      body[i] = (byte) text.charAt(i);
    }
    return body;
  }
}
