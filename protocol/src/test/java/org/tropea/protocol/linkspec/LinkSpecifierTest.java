package org.tropea.protocol.linkspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tropea.protocol.Vector.hex;

import com.google.crypto.tink.util.Bytes;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;

class LinkSpecifierTest {
  static final InetSocketAddress IPV4 = address("7f000001", 5000);
  static final InetSocketAddress IPV6 = address("20010db8 00000000 00000000 00000001", 9001);
  static final RsaIdentity RSA = RsaIdentity.of(hex("11".repeat(20)));
  static final Ed25519Identity ED25519 = Ed25519Identity.of(hex("22".repeat(32)));

  record Sample(LinkSpecifier specifier, byte[] bytes) {
    @Override
    public String toString() {
      return specifier.toString();
    }
  }

  static List<Sample> samples() {
    return List.of(
        new Sample(new Ipv4LinkSpecifier(IPV4), hex("00", "06", "7f000001", "1388")),
        new Sample(
            new Ipv4LinkSpecifier(address("00000000", 0)), hex("00", "06", "00000000", "0000")),
        new Sample(
            new Ipv6LinkSpecifier(IPV6),
            hex("01", "12", "20010db8 00000000 00000000 00000001", "2329")),
        new Sample(
            new Ipv6LinkSpecifier(address("00000000 00000000 0000ffff 7f000001", 1)),
            hex("01", "12", "00000000 00000000 0000ffff 7f000001", "0001")),
        new Sample(new RsaLinkSpecifier(RSA), hex("02", "14", "11".repeat(20))),
        new Sample(new Ed25519LinkSpecifier(ED25519), hex("03", "20", "22".repeat(32))),
        new Sample(new UnknownLinkSpecifier(0xf0, bytes("7570")), hex("f0", "02", "7570")),
        new Sample(new UnknownLinkSpecifier(4, bytes("")), hex("04", "00")));
  }

  @Test
  void samples_together_haveEveryKindOfSpecifier() {
    assertThat(samples().stream().map(sample -> (Object) sample.specifier().getClass()))
        .containsAll(List.of((Object[]) LinkSpecifier.class.getPermittedSubclasses()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void specifier_written_hasItsBytes(Sample sample) {
    ByteWriter writer = new ByteWriter();
    sample.specifier().write(writer);
    assertThat(writer.toByteArray()).isEqualTo(sample.bytes());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void specifier_read_isTheOneWrittenAndLeavesWhatFollows(Sample sample) throws Exception {
    byte[] longer = Arrays.copyOf(sample.bytes(), sample.bytes().length + 3);
    ByteReader reader = new ByteReader(longer);
    assertThat(LinkSpecifier.read(reader)).isEqualTo(sample.specifier());
    assertThat(reader.remaining()).isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void specifier_truncatedAnywhere_isRefused(Sample sample) {
    for (int length = 0; length < sample.bytes().length; length++) {
      ByteReader reader = new ByteReader(sample.bytes(), 0, length);
      assertThatThrownBy(() -> LinkSpecifier.read(reader)).isInstanceOf(DecodeException.class);
    }
  }

  /** A known type has one length, and neither one byte less nor one more. */
  @ParameterizedTest
  @CsvSource({"0,5", "0,7", "1,17", "1,19", "2,19", "2,21", "3,31", "3,33", "0,0", "3,255"})
  void knownType_ofAnotherLength_isRefused(int type, int length) {
    byte[] bytes = new byte[2 + 255];
    bytes[0] = (byte) type;
    bytes[1] = (byte) length;
    assertThatThrownBy(() -> LinkSpecifier.read(new ByteReader(bytes)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void list_writtenAndRead_isTheSame() throws Exception {
    List<LinkSpecifier> specifiers = samples().stream().map(Sample::specifier).toList();
    ByteWriter writer = new ByteWriter();
    LinkSpecifier.writeList(specifiers, writer);
    ByteReader reader = new ByteReader(writer.toByteArray());
    assertThat(LinkSpecifier.readList(reader)).isEqualTo(specifiers);
    reader.end("the list");
  }

  @Test
  void list_shorterThanItsCount_isRefused() {
    assertThatThrownBy(() -> LinkSpecifier.readList(new ByteReader(hex("02", "04 00"))))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void list_ofMoreThan255_isAnIllegalArgument() {
    List<LinkSpecifier> many =
        Stream.generate(() -> (LinkSpecifier) new UnknownLinkSpecifier(4, bytes("")))
            .limit(256)
            .toList();
    assertThatThrownBy(() -> LinkSpecifier.writeList(many, new ByteWriter()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static Stream<Runnable> mistakes() {
    return Stream.of(
        () -> new Ipv4LinkSpecifier(IPV6),
        () -> new Ipv6LinkSpecifier(IPV4),
        () -> new Ipv4LinkSpecifier(InetSocketAddress.createUnresolved("127.0.0.1", 1)),
        () -> new UnknownLinkSpecifier(3, bytes("")),
        () -> new UnknownLinkSpecifier(256, bytes("")),
        () -> new UnknownLinkSpecifier(4, bytes("00".repeat(256))),
        () -> IpAddress.of(new byte[5]));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void ourMistake_made_isAnIllegalArgument(Runnable mistake) {
    assertThatThrownBy(mistake::run).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ipv4InIpv6_read_staysIpv6() {
    assertThat(IpAddress.of(hex("00000000 00000000 0000ffff 01020304")))
        .isInstanceOf(Inet6Address.class);
  }

  static InetSocketAddress address(String bytes, int port) {
    return new InetSocketAddress(IpAddress.of(hex(bytes)), port);
  }

  private static Bytes bytes(String fields) {
    return Bytes.copyFrom(hex(fields));
  }
}
