package org.tropea.protocol.message;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.Draws;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.linkspec.IpAddress;
import org.tropea.protocol.linkspec.LinkSpecifier;
import org.tropea.protocol.linkspec.UnknownLinkSpecifier;

class RelayMessagePropertyTest {
  private static final String HOST = "abcdefghijklmnopqrstuvwxyz0123456789.-_";

  @Test
  void begin_any_roundTrips() {
    Draws.check(
        draws -> {
          String host = host(draws);
          assertRoundTrip(new Begin(host, draws.between(1, 0xffff), draws.anyInt()));
          assertRoundTrip(new Resolve(host));
        });
  }

  @Test
  void addresses_any_roundTrip() {
    Draws.check(
        draws -> {
          InetAddress address = address(draws);
          long ttl = draws.between(0, 0xffffffffL);
          assertRoundTrip(new Connected(address, ttl));
          assertRoundTrip(new End(EndReason.EXIT_POLICY, address, ttl));
          assertRoundTrip(new Resolved(List.of(Answer.of(address, ttl))));
        });
  }

  @Test
  void answers_any_roundTrip() {
    Draws.check(
        draws -> {
          assertRoundTrip(new Resolved(draws.list(10, () -> unknownAnswer(draws))));
          assertRoundTrip(
              new Resolved(List.of(Answer.of(address(draws), 1), Answer.of(host(draws), 2))));
        });
  }

  @Test
  void extend2_any_roundTrips() {
    Draws.check(
        draws -> {
          List<LinkSpecifier> unknown = draws.list(20, () -> unknownSpecifier(draws));
          Bytes request = Bytes.copyFrom(draws.someBytes());
          assertRoundTrip(new Extend2(unknown, draws.between(0, 0xffff), request));
          assertRoundTrip(new Extended2(request));
        });
  }

  @Test
  void smallMessages_any_roundTrip() {
    Draws.check(
        draws -> {
          int reason = draws.between(0, 255);
          byte[] data = draws.someBytes();
          assertRoundTrip(End.of(new EndReason(reason)));
          assertRoundTrip(new Truncate(new DestroyReason(reason)));
          assertRoundTrip(new Truncated(new DestroyReason(reason)));
          assertRoundTrip(new Sendme(1, Bytes.copyFrom(draws.bytes(16))));
          assertRoundTrip(new Sendme(1, Bytes.copyFrom(draws.bytes(20))));
          assertRoundTrip(new Data(data, 0, data.length));
        });
  }

  @Test
  void onionServiceMessages_any_roundTrip() {
    Draws.check(
        draws -> {
          Ed25519Identity key = Ed25519Identity.of(draws.bytes(32));
          List<Extension> extensions = draws.list(5, () -> extension(draws));
          Bytes encrypted = Bytes.copyFrom(draws.bytes(draws.between(1, 400)));
          RendezvousCookie cookie = new RendezvousCookie(Bytes.copyFrom(draws.bytes(20)));
          Bytes handshake = Bytes.copyFrom(draws.someBytes());
          Bytes mac = Bytes.copyFrom(draws.bytes(32));
          Bytes signature = Bytes.copyFrom(draws.bytes(64));
          Introduction introduction = new Introduction(key, extensions, encrypted);
          assertRoundTrip(new EstablishIntro(key, extensions, mac, signature));
          assertRoundTrip(new IntroEstablished(extensions));
          assertRoundTrip(new Introduce1(introduction));
          assertRoundTrip(new Introduce2(introduction));
          assertRoundTrip(new IntroduceAck(draws.between(0, 0xffff), extensions));
          assertRoundTrip(new EstablishRendezvous(cookie));
          assertRoundTrip(new Rendezvous1(cookie, handshake));
          assertRoundTrip(new Rendezvous2(handshake));
        });
  }

  private static Extension extension(Draws draws) {
    return new Extension(draws.between(0, 255), Bytes.copyFrom(draws.upTo(30)));
  }

  private static String host(Draws draws) {
    return draws.text(HOST, 255);
  }

  /** Not zeros, which stand for none. */
  private static InetAddress address(Draws draws) {
    byte[] bytes = draws.bytes(draws.between(0, 1) == 0 ? 4 : 16);
    InetAddress address = IpAddress.of(bytes);
    return address.isAnyLocalAddress() ? address(draws) : address;
  }

  private static Answer unknownAnswer(Draws draws) {
    byte[] value = draws.someBytes();
    return new Answer(99, Bytes.copyFrom(value), value.length);
  }

  private static LinkSpecifier unknownSpecifier(Draws draws) {
    return new UnknownLinkSpecifier(200, Bytes.copyFrom(draws.upTo(100)));
  }

  private static void assertRoundTrip(RelayMessage message) throws Exception {
    RelayMessageTest.assertSame(
        RelayMessageTest.read(message.command(), RelayMessageTest.write(message)), message);
  }
}
