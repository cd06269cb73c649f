package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.crypto.tink.util.Bytes;
import java.util.Arrays;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.protocol.cell.Authenticate;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.Certs;

/**
 * What a stranger says to prove an identity on a link: never more than a {@link DecodeException}.
 */
class LinkProofFuzzTest {
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final RelayCredentials RELAY = RelayCredentials.one();
  private static final int KINDS_OF_CERTIFICATES = 7;
  private static final LinkAuthentication EXPECTED =
      LinkAuthentication.of(
          new LinkAuthentication.Side(RELAY.rsaKey().publicKey(), RELAY.identityKey().identity()),
          new LinkAuthentication.Side(
              RelayCredentials.other().rsaKey().publicKey(),
              RelayCredentials.other().identityKey().identity()),
          new LinkAuthentication.Link(
              new byte[32], new byte[32], RELAY.tlsCertificate(), new byte[32]));

  @FuzzTest
  void certs_anyBytes_proveNothing(byte[] input) {
    assertRefused(() -> responder((Certs) Cell.read(0, CellCommand.CERTS, input)));
  }

  /** The first byte chooses the certificate of a good chain that the others stand for. */
  @FuzzTest
  void certs_oneCertificateOfAnyBytes_proveNothing(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int type = 1 + (input[0] & 0xff) % KINDS_OF_CERTIFICATES;
    byte[] certificate = Arrays.copyOfRange(input, 1, input.length);
    boolean needed = RELAY.certs().entries().stream().anyMatch(each -> each.type() == type);
    if (needed) {
      assertRefused(() -> responder(RELAY.certsWith(type, Bytes.copyFrom(certificate))));
    }
  }

  private static void responder(Certs certs) throws DecodeException {
    VerifiedPeer.responder(certs, RELAY.tlsCertificate(), CURVE, RelayCredentials.NOW);
  }

  @FuzzTest
  void authenticate_anyBytes_provesNothing(byte[] input) {
    assertRefused(() -> verify((Authenticate) Cell.read(0, CellCommand.AUTHENTICATE, input)));
    // Behind what both sides know, so that the signature is looked at.
    byte[] body = Arrays.copyOf(EXPECTED.known(), EXPECTED.known().length + input.length);
    System.arraycopy(input, 0, body, EXPECTED.known().length, input.length);
    assertRefused(() -> verify(new Authenticate(LinkAuthentication.TYPE, Bytes.copyFrom(body))));
  }

  private static void verify(Authenticate cell) throws DecodeException {
    EXPECTED.verify(cell, CURVE, RELAY.signingKey().identity());
  }

  private interface Proof {
    void check() throws DecodeException;
  }

  private static void assertRefused(Proof proof) {
    assertThatThrownBy(proof::check).isInstanceOf(DecodeException.class);
  }
}
