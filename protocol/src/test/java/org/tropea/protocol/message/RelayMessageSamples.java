package org.tropea.protocol.message;

import static org.tropea.protocol.Vector.hex;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.linkspec.IpAddress;
import org.tropea.protocol.linkspec.RsaLinkSpecifier;

/** One or more of each kind of relay message, with its bytes field by field. */
public final class RelayMessageSamples {
  private static final String IPV6 = "20010db8 00000000 00000000 00001122";
  private static final String NONCE = "5a".repeat(31) + "00";
  private static final ConfluxTerms TERMS =
      new ConfluxTerms(bytes(NONCE), 7, 0x1_0000_0002L, ConfluxWish.HIGH_THROUGHPUT);

  private static final Ed25519Identity KEY = Ed25519Identity.of(hex("3b".repeat(32)));
  private static final String KEY_FIELDS = /* type, length */ "02 0020" + "3b".repeat(32);
  private static final Extension EXTENSION = new Extension(1, bytes("abcd"));
  private static final RendezvousCookie COOKIE = new RendezvousCookie(bytes("0c".repeat(20)));

  /**
   * A message and the bytes it writes.
   *
   * @param readablePrefixes the lengths below its own at which it can be read as another message
   */
  record Sample(RelayMessage message, byte[] body, List<Integer> readablePrefixes) {
    Sample(RelayMessage message, byte[] body, Integer... readablePrefixes) {
      this(message, body, List.of(readablePrefixes));
    }

    @Override
    public String toString() {
      return message.toString();
    }
  }

  private RelayMessageSamples() {}

  /** One message of each kind that there is. */
  public static List<RelayMessage> ofEachKind() {
    return kinds(RelayMessage.class)
        .map(
            kind ->
                all().stream()
                    .map(Sample::message)
                    .filter(kind::isInstance)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no sample of " + kind)))
        .toList();
  }

  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(RelayMessageSamples::kinds)
        : Stream.of(type);
  }

  static List<Sample> all() {
    byte[] data = hex("68656c6c6f");
    return List.of(
        new Sample(new Begin("a.b", 9, 0), hex(text("a.b:9"), "00")),
        // Flags that are cut off count as none.
        new Sample(
            new Begin("a.b", 65535, Begin.IPV6_OK | Begin.IPV6_PREFERRED),
            hex(text("a.b:65535"), "00", /* flags */ "00000005"),
            10,
            11,
            12,
            13),
        new Sample(new Begin("::1", 80, 0), hex(text("[::1]:80"), "00")),
        new Sample(new BeginDir(), hex()),
        new Sample(new Data(data, 0, data.length), data, 0, 1, 2, 3, 4),
        new Sample(new Data(data, 1, 2), hex("656c"), 0, 1),
        new Sample(End.of(EndReason.DONE), hex("06")),
        new Sample(End.of(EndReason.EXIT_POLICY), hex("04")),
        new Sample(End.of(new EndReason(200)), hex("c8")),
        // The address may be missing or cut off, and so may the TTL.
        new Sample(
            new End(EndReason.EXIT_POLICY, IpAddress.of(hex("7f000007")), 256),
            hex("04", "7f000007", /* TTL */ "00000100"),
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            8),
        new Sample(new Connected(null, 0), hex()),
        new Sample(
            new Connected(IpAddress.of(hex("01020304")), 3600),
            hex("01020304", /* TTL */ "00000e10"),
            0,
            4,
            5,
            6,
            7),
        new Sample(
            new Connected(IpAddress.of(hex(IPV6)), 0xffffffffL),
            hex("00000000", /* type */ "06", IPV6, /* TTL */ "ffffffff"),
            0),
        new Sample(new Sendme(0, bytes("")), hex()),
        new Sample(
            new Sendme(1, bytes("ab".repeat(20))),
            hex(/* version */ "01", "0014", "ab".repeat(20)),
            0),
        new Sample(
            new Sendme(1, bytes("cd".repeat(16))),
            hex(/* version */ "01", "0010", "cd".repeat(16)),
            0),
        new Sample(
            new Extend2(
                List.of(new RsaLinkSpecifier(RsaIdentity.of(hex("11".repeat(20))))),
                3,
                bytes("0102")),
            hex("01", "02 14", "11".repeat(20), /* handshake type */ "0003", "0002", "0102")),
        new Sample(new Extended2(bytes("0a0b0c")), hex("0003", "0a0b0c")),
        new Sample(new Truncate(DestroyReason.REQUESTED), hex("03")),
        new Sample(new Truncated(DestroyReason.CHANNEL_CLOSED), hex("08")),
        new Sample(new Drop(), hex()),
        new Sample(new Resolve("tor.example"), hex(text("tor.example"), "00")),
        new Sample(new Resolved(List.of()), hex()),
        new Sample(
            new Resolved(
                List.of(
                    Answer.of(IpAddress.of(hex("01020304")), 60),
                    Answer.of(IpAddress.of(hex(IPV6)), 61),
                    Answer.of("tor.example", 62),
                    new Answer(Answer.ERROR, bytes(""), 63))),
            hex(
                /* type, length, value, TTL */ "04 04 01020304 0000003c",
                "06 10 " + IPV6 + " 0000003d",
                "00 0b " + text("tor.example") + " 0000003e",
                "f1 00 0000003f"),
            0,
            10,
            32,
            49),
        new Sample(
            new ConfluxLink(TERMS),
            hex(
                "01",
                NONCE,
                /* last sent */ "0000000000000007",
                /* last received */ "0000000100000002",
                /* wish */ "03")),
        new Sample(
            new ConfluxLinked(TERMS),
            hex("01", NONCE, "0000000000000007", "0000000100000002", "03")),
        new Sample(new ConfluxLinkedAck(), hex()),
        new Sample(new ConfluxSwitch(0xfffffffeL), hex("fffffffe")),
        new Sample(
            new EstablishIntro(
                KEY, List.of(EXTENSION), bytes("cc".repeat(32)), bytes("dd".repeat(64))),
            hex(
                KEY_FIELDS,
                /* extensions */ "01 01 02 abcd",
                /* MAC */ "cc".repeat(32),
                /* signature */ "0040",
                "dd".repeat(64))),
        new Sample(new IntroEstablished(List.of()), hex("00")),
        new Sample(new IntroEstablished(List.of(EXTENSION)), hex("01 01 02 abcd")),
        new Sample(
            new Introduce1(new Introduction(KEY, List.of(EXTENSION), bytes("ee"))),
            hex("00".repeat(20), KEY_FIELDS, "01 01 02 abcd", /* encrypted */ "ee")),
        new Sample(
            new Introduce2(new Introduction(KEY, List.of(), bytes("ee"))),
            hex("00".repeat(20), KEY_FIELDS, "00", "ee")),
        new Sample(IntroduceAck.of(IntroduceAck.SUCCESS), hex("0000", "00")),
        new Sample(new IntroduceAck(0xfffe, List.of(EXTENSION)), hex("fffe", "01 01 02 abcd")),
        new Sample(new EstablishRendezvous(COOKIE), hex("0c".repeat(20))),
        new Sample(new RendezvousEstablished(), hex()),
        new Sample(new Rendezvous1(COOKIE, bytes("0102")), hex("0c".repeat(20), "0102"), 20, 21),
        new Sample(new Rendezvous2(bytes("0102")), hex("0102"), 0, 1),
        new Sample(new Xoff(), hex(/* version */ "00"), 0),
        new Sample(new Xon(0xfffffffeL), hex(/* version */ "00", /* rate */ "fffffffe")),
        new Sample(new UnknownMessage(99), hex()),
        new Sample(new UnknownMessage(RelayCommand.EXTEND), hex()));
  }

  static String text(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  static Bytes bytes(String fields) {
    return Bytes.copyFrom(hex(fields));
  }
}
