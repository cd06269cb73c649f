package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tropea.protocol.Vector.hex;

import com.google.crypto.tink.util.Bytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.RsaIdentityCertificate;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.Authenticate;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.Certs;
import org.tropea.protocol.cell.CertsEntry;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.CreateFast;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.cell.Netinfo;
import org.tropea.protocol.cell.Padding;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.cell.UnknownCell;
import org.tropea.protocol.cell.Versions;
import org.tropea.protocol.cell.Vpadding;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * Rows L04, L06, L09, L10 and L12; cases link-6, link-11, link-12, link-14, link-16, link-17,
 * link-21 and link-22.
 */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class InitiatorHandshakeTest {
  private static final RelayCredentials RELAY = RelayCredentials.one();
  private static final Instant EXPIRED = RelayCredentials.NOW.minus(Duration.ofHours(1));
  private static final SecureRandom RANDOM = new SecureRandom();

  private final EmbeddedLink link = EmbeddedLink.connecting();
  private final ScriptedPeer peer = link.peer();

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void handshake_withAnHonestRelay_opensTheLink() {
    assertThat(peer.expect(Versions.class)).isEqualTo(Versions.of(4, 5));
    peer.send(ScriptedPeer.versions(), RELAY.certs(), ScriptedPeer.authChallenge());
    Netinfo netinfo = peer.expect(Netinfo.class);
    assertThat(netinfo.timestamp()).as("a client tells no time").isZero();
    assertThat(netinfo.otherAddress()).isEqualTo(EmbeddedLink.ADDRESS.getAddress());
    assertThat(netinfo.ownAddresses()).as("a client tells no address").isEmpty();
    assertThat(link.opened().isDone()).isFalse();
    peer.send(ScriptedPeer.netinfo());
    assertThat(link.opened().isSuccess()).isTrue();
    TorChannel channel = link.channel();
    assertThat(channel.isOpen()).isTrue();
    assertThat(Objects.requireNonNull(channel.peer()).is(RELAY.target(EmbeddedLink.ADDRESS)))
        .isTrue();
    assertThat(channel.peer().ed25519Identity()).isEqualTo(RELAY.identityKey().identity());
    peer.expectNothing();
  }

  @Test
  void vpadding_anywhere_isIgnored() {
    peer.expect(Versions.class);
    peer.sendBytes(hex("0000", "80", "0002", "ffff"));
    peer.send(ScriptedPeer.versions(), new Vpadding(0), RELAY.certs(), new Vpadding(1000));
    peer.send(ScriptedPeer.authChallenge(), new Vpadding(7), ScriptedPeer.netinfo());
    assertThat(link.opened().isSuccess()).isTrue();
  }

  @Test
  void versions_onlyOlderOnes_closes() {
    peer.send(Versions.of(1, 2, 3));
    failsWith("the peer speaks neither link protocol 4 nor 5");
  }

  @Test
  void versions_none_closes() {
    peer.send(Versions.of());
    failsWith("the peer speaks neither link protocol 4 nor 5");
  }

  @Test
  void versions_manyUnknownOnes_findsTheCommonOne() {
    int[] many = new int[32_001];
    Arrays.fill(many, 0xfff0);
    many[32_000] = 4;
    peer.send(Versions.of(many), RELAY.certs(), ScriptedPeer.authChallenge());
    peer.send(ScriptedPeer.netinfo());
    assertThat(link.opened().isSuccess()).isTrue();
  }

  @Test
  void versions_ofOddLength_closes() {
    peer.sendBytes(hex("0000", "07", "0003", "000400"));
    failsWith("a malformed VERSIONS cell: ");
  }

  @Test
  void netinfo_first_closes() {
    peer.sendBytes(hex("0000", "08", "00".repeat(509)));
    failsWith("a cell of fixed length came before VERSIONS");
  }

  @Test
  void certs_first_closes() {
    peer.sendBytes(hex("0000", "81", "0001", "00"));
    failsWith("a CERTS cell came where VERSIONS was due");
  }

  @Test
  void versions_twice_closes() {
    peer.send(ScriptedPeer.versions());
    peer.sendBytes(hex("00000000", "07", "0004", "00040005"));
    failsWith("a VERSIONS cell came where CERTS was due");
  }

  static Stream<Cell> outOfTurn() {
    return Stream.of(
        new Padding(),
        new CreateFast(0x80000001, Bytes.copyFrom(new byte[20])),
        new Create2(0x80000001, 2, Bytes.copyFrom(new byte[84])),
        new Created2(0x80000001, Bytes.copyFrom(new byte[64])),
        new Relay(0x80000001, false, new byte[509]),
        new Authenticate(3, Bytes.copyFrom(new byte[32])),
        new UnknownCell(0, 99),
        new UnknownCell(0, 200));
  }

  @ParameterizedTest
  @MethodSource("outOfTurn")
  void otherCell_beforeCerts_closes(Cell cell) {
    peer.send(ScriptedPeer.versions(), cell);
    failsWith(CellCommand.name(cell.command()), "where CERTS was due");
  }

  @ParameterizedTest
  @MethodSource("outOfTurn")
  void otherCell_beforeNetinfo_closes(Cell cell) {
    peer.send(ScriptedPeer.versions(), RELAY.certs(), ScriptedPeer.authChallenge(), cell);
    failsWith(CellCommand.name(cell.command()), "where NETINFO was due");
  }

  @Test
  void netinfo_beforeAuthChallenge_closes() {
    peer.send(ScriptedPeer.versions(), RELAY.certs(), ScriptedPeer.netinfo());
    failsWith("a NETINFO cell came where AUTH_CHALLENGE was due");
  }

  @Test
  void certs_twice_closes() {
    peer.send(ScriptedPeer.versions(), RELAY.certs(), RELAY.certs());
    failsWith("a CERTS cell came where AUTH_CHALLENGE was due");
  }

  static Stream<Arguments> badCerts() {
    RelayCredentials other = RelayCredentials.other();
    Bytes otherRsa = other.rsaCertificate().encoded();
    int rsa = CertificateType.RSA_IDENTITY;
    int signing = CertificateType.SIGNING_KEY;
    int link = CertificateType.TLS_LINK;
    int cross = CertificateType.RSA_CROSS;
    return Stream.of(
        Arguments.of("no certificates", new Certs(List.of()), "lacks the certificate of type 2"),
        Arguments.of("no RSA identity", RELAY.certsWithout(rsa), "certificate of type 2"),
        Arguments.of("no signing key", RELAY.certsWithout(signing), "certificate of type 4"),
        Arguments.of("no link certificate", RELAY.certsWithout(link), "certificate of type 5"),
        Arguments.of("no cross-certificate", RELAY.certsWithout(cross), "certificate of type 7"),
        Arguments.of(
            "expired RSA identity",
            RELAY.certsWith(rsa, rsaCertificate(1024, Duration.ofDays(800))),
            "expired"),
        Arguments.of(
            "RSA 512",
            RELAY.certsWith(rsa, rsaCertificate(512, Duration.ZERO)),
            "an RSA key has a size that Tor does not use"),
        Arguments.of(
            "another's RSA identity",
            RELAY.certsWith(rsa, otherRsa),
            "an RSA cross-certificate has a bad signature"),
        Arguments.of(
            "expired signing key",
            RELAY.certsWith(signing, RELAY.signingKeyCertificate(EXPIRED).encoded()),
            "an Ed25519 certificate is expired"),
        Arguments.of(
            "another's signing key",
            RELAY.certsWith(signing, other.signingKeyCertificate(RelayCredentials.LATER).encoded()),
            "an Ed25519 certificate names the wrong signer"),
        Arguments.of(
            "expired link certificate",
            RELAY.certsWith(link, RELAY.linkCertificate(RELAY.tlsCertificate(), EXPIRED).encoded()),
            "an Ed25519 certificate is expired"),
        Arguments.of(
            "link certificate by another's key",
            RELAY.certsWith(
                link,
                other.linkCertificate(RELAY.tlsCertificate(), RelayCredentials.LATER).encoded()),
            "an Ed25519 certificate has a bad signature"),
        Arguments.of(
            "link certificate of another link",
            RELAY.certsWith(
                link,
                RELAY.linkCertificate(other.tlsCertificate(), RelayCredentials.LATER).encoded()),
            "the link certificate is for another TLS certificate"),
        Arguments.of(
            "expired cross-certificate",
            RELAY.certsWith(cross, RELAY.crossCertificate(EXPIRED).encoded()),
            "an RSA cross-certificate is expired"),
        Arguments.of(
            "cross-certificate of another identity",
            RELAY.certsWith(cross, other.crossCertificate(RelayCredentials.LATER).encoded()),
            "an RSA cross-certificate has a bad signature"),
        Arguments.of(
            "signing key where the link certificate belongs",
            RELAY.certsWith(link, RELAY.signingKeyCertificate(RelayCredentials.LATER).encoded()),
            "an Ed25519 certificate has the wrong type"),
        Arguments.of(
            "truncated certificate",
            RELAY.certsWith(signing, Bytes.copyFrom(new byte[] {1, 4})),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badCerts")
  void certs_thatDoNotProveTheIdentity_close(String name, Certs certs, String why) {
    peer.send(ScriptedPeer.versions(), certs);
    failsWith("the peer cannot prove its identity: ", why);
  }

  @Test
  void certs_everyTruncation_closes() {
    ByteWriter writer = new ByteWriter();
    RELAY.certs().writeBody(writer);
    byte[] body = writer.toByteArray();
    // Where fields begin and end, and some places between.
    for (int length : new int[] {0, 1, 2, 3, 4, 50, 600, body.length - 1}) {
      EmbeddedLink each = EmbeddedLink.connecting();
      each.peer().send(ScriptedPeer.versions());
      each.peer()
          .sendBytes(
              new ByteWriter().i32(0).u8(129).u16(length).bytes(body, 0, length).toByteArray());
      failsWith(each, "a malformed CERTS cell: ");
    }
  }

  @Test
  void certs_twoOfOneType_closes() {
    CertsEntry entry = RELAY.certs().entries().get(0);
    peer.send(ScriptedPeer.versions(), new Certs(List.of(entry, entry)));
    failsWith("a malformed CERTS cell: CERTS holds two certificates of type 2");
  }

  @Test
  void certs_ofAnotherRelay_closesBeforeAnyCreate() {
    EmbeddedLink other =
        EmbeddedLink.connecting(RelayCredentials.other().target(EmbeddedLink.ADDRESS));
    other.peer().expect(Versions.class);
    other.peer().send(ScriptedPeer.versions(), RELAY.certs(), ScriptedPeer.authChallenge());
    failsWith(other, "the relay proved another identity than the one the network names for it");
    other.peer().expectNothing();
  }

  @Test
  void certs_rightRsaButWrongEd25519Identity_closes() {
    RelayTarget mixed =
        new RelayTarget(
            RELAY.rsaKey().publicKey().identity(),
            RelayCredentials.other().identityKey().identity(),
            List.of(EmbeddedLink.ADDRESS));
    EmbeddedLink other = EmbeddedLink.connecting(mixed);
    other.peer().send(ScriptedPeer.versions(), RELAY.certs());
    failsWith(other, "the relay proved another identity");
  }

  @Test
  void certs_targetWithoutEd25519Identity_isMetByTheRsaIdentity() {
    RelayTarget target =
        new RelayTarget(RELAY.rsaKey().publicKey().identity(), null, List.of(EmbeddedLink.ADDRESS));
    EmbeddedLink other = EmbeddedLink.connecting(target);
    other.peer().handshake();
    assertThat(other.opened().isSuccess()).isTrue();
    other.close();
  }

  @Test
  void afterAFailure_aGoodHandshakeChangesNothing() {
    EmbeddedLink other =
        EmbeddedLink.connecting(RelayCredentials.other().target(EmbeddedLink.ADDRESS));
    other.peer().expect(Versions.class);
    other
        .peer()
        .send(
            ScriptedPeer.versions(),
            RELAY.certs(),
            RelayCredentials.other().certs(),
            ScriptedPeer.authChallenge(),
            ScriptedPeer.netinfo());
    failsWith(other, "the relay proved another identity");
    other.peer().expectNothing();
  }

  static Stream<Arguments> badNetinfo() {
    return Stream.of(
        // time, their address (type, length, value), number of ours
        Arguments.of("address length 255", "00000000 04 ff", ""),
        Arguments.of("255 addresses, none there", "00000000 04 04 7f000001 ff 04 ff", ""),
        Arguments.of("unknown type", "00000000 09 04 7f000001 00", "no address of the receiver"),
        Arguments.of("IPv4 of 16 bytes", "00000000 04 10 " + "00".repeat(16) + "00", ""),
        Arguments.of("all zero", "", "no address of the receiver"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badNetinfo")
  void netinfo_malformed_closes(String name, String fields, String why) {
    peer.send(ScriptedPeer.versions(), RELAY.certs(), ScriptedPeer.authChallenge());
    byte[] body = Arrays.copyOf(hex(fields), 509);
    peer.sendBytes(new ByteWriter().i32(0).u8(8).bytes(body).toByteArray());
    failsWith("a malformed NETINFO cell: ", why);
  }

  @Test
  void silence_afterTls_closesAfter30Seconds() {
    peer.expect(Versions.class);
    link.advance(Duration.ofSeconds(29));
    assertThat(link.opened().isDone()).isFalse();
    link.advance(Duration.ofSeconds(1));
    failsWith("the peer did not finish the handshake");
  }

  @Test
  void silence_insteadOfTls_closesAfter30Seconds() {
    link.client().advanceTimeBy(29, TimeUnit.SECONDS);
    link.client().runPendingTasks();
    assertThat(link.opened().isDone()).isFalse();
    link.client().advanceTimeBy(1, TimeUnit.SECONDS);
    link.client().runPendingTasks();
    failsWith("the peer did not finish the handshake");
  }

  @Test
  void silence_afterHalfACell_closesAfter30Seconds() {
    peer.sendBytes(hex("0000", "07", "00"));
    link.advance(Duration.ofSeconds(30));
    failsWith("the peer did not finish the handshake");
  }

  @Test
  void relayCloses_inTheMiddle_saysSo() {
    peer.send(ScriptedPeer.versions());
    peer.close();
    failsWith("the peer closed the link during the handshake");
  }

  @Test
  void open_stopsTheTimeout() {
    peer.handshake();
    link.advance(Duration.ofSeconds(60));
    assertThat(link.channel().isOpen()).isTrue();
  }

  private void failsWith(String... words) {
    failsWith(link, words);
  }

  private static void failsWith(EmbeddedLink link, String... words) {
    link.pump();
    assertThat(link.opened().cause())
        .isInstanceOf(ChannelException.class)
        .message()
        .contains(words);
    link.peer().expectClosed();
    assertThat(link.client().isOpen()).isFalse();
  }

  private static Bytes rsaCertificate(int bits, Duration age) {
    RsaSigningKey key = RsaSigningKey.generate(bits, RANDOM);
    return RsaIdentityCertificate.create(key, RelayCredentials.NOW.minus(age), RANDOM).encoded();
  }
}
