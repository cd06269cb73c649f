package org.tropea.protocol.message;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.protocol.cell.CircuitException;

/**
 * ESTABLISH_INTRO (rend-spec 3.1.1): a service makes the circuit's last hop its introduction point:
 * key type (1) = 2, key length (2), key (32), extensions, MAC (32), signature length (2), signature
 * (64).
 *
 * @param authenticationKey by which clients name the service at this introduction point
 * @param mac of all before it, by what the circuit's handshake gave both ends
 * @param signature of all before its length, by {@code authenticationKey}
 */
public record EstablishIntro(
    Ed25519Identity authenticationKey, List<Extension> extensions, Bytes mac, Bytes signature)
    implements RelayMessage {
  /** Length of the secret that both ends of a hop have for it (KH), in bytes. */
  public static final int SECRET_LENGTH = 20;

  private static final int MAC_LENGTH = 32;
  private static final int SIGNATURE_LENGTH = 64;
  private static final byte[] PREFIX =
      "Tor establish-intro cell v1".getBytes(StandardCharsets.US_ASCII);

  /** Refuses a MAC or signature of another length. */
  public EstablishIntro {
    extensions = List.copyOf(extensions);
    if (mac.size() != MAC_LENGTH || signature.size() != SIGNATURE_LENGTH) {
      throw new IllegalArgumentException("a MAC has 32 bytes, a signature 64");
    }
  }

  /**
   * Says that {@code key} wants to be introduced to here.
   *
   * @param secret of the circuit's last hop, 20 bytes (KH)
   */
  public static EstablishIntro sign(
      Ed25519SigningKey key, List<Extension> extensions, byte[] secret) {
    ByteWriter writer = new ByteWriter(160);
    writeFields(key.identity(), extensions, writer);
    byte[] mac = mac(secret, writer.toByteArray());
    writer.bytes(mac);
    Bytes signature = Bytes.copyFrom(key.sign(prefixed(writer.toByteArray())));
    return new EstablishIntro(key.identity(), extensions, Bytes.copyFrom(mac), signature);
  }

  static EstablishIntro read(ByteReader reader) throws DecodeException {
    Ed25519Identity key = Introduction.readKey(reader);
    List<Extension> extensions = Extension.readList(reader);
    Bytes mac = reader.bytes(MAC_LENGTH);
    if (reader.u16() != SIGNATURE_LENGTH) {
      throw new DecodeException("an ESTABLISH_INTRO has a signature of another length");
    }
    return new EstablishIntro(key, extensions, mac, reader.bytes(SIGNATURE_LENGTH));
  }

  /**
   * Whether the key's owner made it, for the circuit whose last hop has this {@code secret} of 20
   * bytes.
   */
  public boolean isGenuine(Curve25519 curve, byte[] secret) {
    ByteWriter writer = new ByteWriter(160);
    writeFields(authenticationKey, extensions, writer);
    byte[] expected = mac(secret, writer.toByteArray());
    writer.bytes(mac);
    return MessageDigest.isEqual(expected, mac.toByteArray())
        && curve.verify(authenticationKey, prefixed(writer.toByteArray()), signature.toByteArray());
  }

  /** SHA3-256 of the secret's length (8), the secret, the message. */
  private static byte[] mac(byte[] secret, byte[] message) {
    MessageDigest digest = Digest.sha3();
    digest.update(new ByteWriter().i64(secret.length).bytes(secret).toByteArray());
    return digest.digest(message);
  }

  private static byte[] prefixed(byte[] message) {
    return new ByteWriter(200).bytes(PREFIX).bytes(message).toByteArray();
  }

  private static void writeFields(
      Ed25519Identity key, List<Extension> extensions, ByteWriter writer) {
    Introduction.writeKey(key, writer);
    Extension.writeList(extensions, writer);
  }

  @Override
  public int command() {
    return RelayCommand.ESTABLISH_INTRO;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onEstablishIntro(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    writeFields(authenticationKey, extensions, writer);
    writer.bytes(mac).u16(SIGNATURE_LENGTH).bytes(signature);
  }
}
