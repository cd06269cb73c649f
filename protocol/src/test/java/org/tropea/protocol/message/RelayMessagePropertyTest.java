package org.tropea.protocol.message;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.linkspec.IpAddress;
import org.tropea.protocol.linkspec.LinkSpecifier;
import org.tropea.protocol.linkspec.UnknownLinkSpecifier;

class RelayMessagePropertyTest {
  @Property(tries = 200)
  void begin_any_roundTrips(
      @ForAll("hosts") String host,
      @ForAll @IntRange(min = 1, max = 0xffff) int port,
      @ForAll int flags)
      throws Exception {
    assertRoundTrip(new Begin(host, port, flags));
    assertRoundTrip(new Resolve(host));
  }

  @Property(tries = 200)
  void addresses_any_roundTrip(
      @ForAll("addresses") InetAddress address, @ForAll @LongRange(max = 0xffffffffL) long ttl)
      throws Exception {
    assertRoundTrip(new Connected(address, ttl));
    assertRoundTrip(new End(EndReason.EXIT_POLICY, address, ttl));
    assertRoundTrip(new Resolved(List.of(Answer.of(address, ttl))));
  }

  @Property(tries = 200)
  void answers_any_roundTrip(
      @ForAll("unknownAnswers") List<Answer> unknown,
      @ForAll("hosts") String host,
      @ForAll("addresses") InetAddress address)
      throws Exception {
    assertRoundTrip(new Resolved(unknown));
    assertRoundTrip(new Resolved(List.of(Answer.of(address, 1), Answer.of(host, 2))));
  }

  @Property(tries = 200)
  void extend2_any_roundTrips(
      @ForAll @Size(max = 20) List<@Size(max = 100) byte[]> specifiers,
      @ForAll @IntRange(max = 0xffff) int handshakeType,
      @ForAll byte[] request)
      throws Exception {
    List<LinkSpecifier> unknown =
        specifiers.stream()
            .map(body -> (LinkSpecifier) new UnknownLinkSpecifier(200, Bytes.copyFrom(body)))
            .toList();
    assertRoundTrip(new Extend2(unknown, handshakeType, Bytes.copyFrom(request)));
    assertRoundTrip(new Extended2(Bytes.copyFrom(request)));
  }

  @Property(tries = 200)
  void smallMessages_any_roundTrip(
      @ForAll @IntRange(max = 255) int reason,
      @ForAll @Size(16) byte[] shortTag,
      @ForAll @Size(20) byte[] longTag,
      @ForAll byte[] data)
      throws Exception {
    assertRoundTrip(End.of(new EndReason(reason)));
    assertRoundTrip(new Truncate(new DestroyReason(reason)));
    assertRoundTrip(new Truncated(new DestroyReason(reason)));
    assertRoundTrip(new Sendme(1, Bytes.copyFrom(shortTag)));
    assertRoundTrip(new Sendme(1, Bytes.copyFrom(longTag)));
    assertRoundTrip(new Data(data, 0, data.length));
  }

  @Provide
  Arbitrary<String> hosts() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withCharRange('0', '9')
        .withChars('.', '-', '_')
        .ofMinLength(1)
        .ofMaxLength(255);
  }

  @Provide
  Arbitrary<InetAddress> addresses() {
    return Arbitraries.oneOf(bytes(4), bytes(16))
        .map(IpAddress::of)
        .filter(address -> !address.isAnyLocalAddress());
  }

  @Provide
  Arbitrary<List<Answer>> unknownAnswers() {
    return Arbitraries.bytes()
        .array(byte[].class)
        .ofMaxSize(255)
        .map(value -> new Answer(99, Bytes.copyFrom(value), value.length))
        .list()
        .ofMaxSize(10);
  }

  private static Arbitrary<byte[]> bytes(int count) {
    return Arbitraries.bytes().array(byte[].class).ofSize(count);
  }

  private static void assertRoundTrip(RelayMessage message) throws Exception {
    RelayMessageTest.assertSame(
        RelayMessageTest.read(message.command(), RelayMessageTest.write(message)), message);
  }
}
