package org.tropea.protocol.channel;

import com.google.crypto.tink.util.Bytes;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaPublicKey;
import org.tropea.protocol.cell.Authenticate;

/**
 * What AUTHENTICATE of type 3, Ed25519-SHA256-RFC5705, says (tor-spec 4.4.2, row L08).
 *
 * <pre>
 *   "AUTH0003" (8) | CID (32) | SID (32) | CID_ED (32) | SID_ED (32) | SLOG (32) | CLOG (32)
 *   | SCERT (32) | TLSSECRETS (32) | RAND (24) | SIG (64)
 * </pre>
 *
 * <p>C is the initiator and S the responder: both sides know all but RAND and SIG.
 */
record LinkAuthentication(byte[] known) {
  /** The only method there is. */
  static final int TYPE = 3;

  /** The label of the TLS exporter; its context is CID. */
  static final String EXPORTER_LABEL = "EXPORTER FOR TOR TLS CLIENT BINDING AUTH0003";

  /** Bytes exported. */
  static final int EXPORTED_LENGTH = 32;

  private static final byte[] TAG = "AUTH0003".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final int RANDOM_LENGTH = 24;
  private static final int SIGNATURE_LENGTH = 64;

  /** Both identities of one side. */
  record Side(RsaPublicKey rsa, Ed25519Identity ed25519) {
    /** SHA-256 of the RSA identity key: CID or SID. */
    byte[] rsaDigest() {
      return Digest.sha256(rsa.der().toByteArray());
    }
  }

  /** What both sides saw of this link. */
  record Link(byte[] responderLog, byte[] initiatorLog, byte[] certificate, byte[] exported) {}

  static LinkAuthentication of(Side initiator, Side responder, Link link) {
    return new LinkAuthentication(
        new ByteWriter(256)
            .bytes(TAG)
            .bytes(initiator.rsaDigest())
            .bytes(responder.rsaDigest())
            .bytes(initiator.ed25519().value())
            .bytes(responder.ed25519().value())
            .bytes(link.responderLog())
            .bytes(link.initiatorLog())
            .bytes(Digest.sha256(link.certificate()))
            .bytes(link.exported())
            .toByteArray());
  }

  /** The initiator's cell. */
  Authenticate sign(Ed25519SigningKey key, SecureRandom random) {
    byte[] fresh = new byte[RANDOM_LENGTH];
    random.nextBytes(fresh);
    byte[] signed = new ByteWriter(512).bytes(known).bytes(fresh).toByteArray();
    byte[] signature = key.sign(signed);
    return new Authenticate(
        TYPE, Bytes.copyFrom(new ByteWriter(512).bytes(signed).bytes(signature).toByteArray()));
  }

  /** Checks the initiator's cell; {@code key} is the one its certificates vouch for. */
  void verify(Authenticate cell, Curve25519 curve, Ed25519Identity key) throws DecodeException {
    byte[] body = cell.authentication().toByteArray();
    int signedLength = known.length + RANDOM_LENGTH;
    if (cell.type() != TYPE || body.length < signedLength + SIGNATURE_LENGTH) {
      throw new DecodeException("AUTHENTICATE has an unknown type or is too short");
    }
    if (!MessageDigest.isEqual(known, Arrays.copyOf(body, known.length))) {
      throw new DecodeException("AUTHENTICATE was made for another link");
    }
    byte[] signature = Arrays.copyOfRange(body, signedLength, signedLength + SIGNATURE_LENGTH);
    if (!curve.verify(key, Arrays.copyOf(body, signedLength), signature)) {
      throw new DecodeException("the signature of AUTHENTICATE is wrong");
    }
  }
}
