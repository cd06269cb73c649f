package org.tropea.onionservice.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.handshake.HsNtorClient;
import org.tropea.crypto.handshake.HsNtorService;
import org.tropea.crypto.handshake.IntroductionKeys;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.onionservice.effort.Proof;
import org.tropea.protocol.linkspec.LinkSpecifier;
import org.tropea.protocol.linkspec.RsaLinkSpecifier;
import org.tropea.protocol.message.Extension;
import org.tropea.protocol.message.Introduce1;
import org.tropea.protocol.message.RendezvousCookie;

/** What a service finds in an INTRODUCE1 (row O09); C tor's takes them in OnionServiceTest. */
class IntroductionContentsTest {
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final byte[] SUBCREDENTIAL = new byte[32];
  private static final List<LinkSpecifier> POINT =
      List.of(new RsaLinkSpecifier(RsaIdentity.of(new byte[20])));

  private static final Proof PROOF =
      new Proof(
          Bytes.copyFrom(new byte[16]),
          8,
          Bytes.copyFrom(new byte[4]),
          Bytes.copyFrom(new byte[16]));

  private final SecureRandom random = new SecureRandom();
  private final Ed25519Identity authentication =
      Ed25519SigningKey.fromSeed(new byte[32]).identity();
  private final X25519KeyPair encryption = X25519KeyPair.generate(CURVE, random);
  private final RendezvousCookie cookie = RendezvousCookie.generate(random);

  private Introduce1 sealed(boolean congestionControl, @Nullable Proof proof) throws Exception {
    return new IntroductionContents(cookie, congestionControl, proof, encryption.publicKey(), POINT)
        .seal(
            authentication,
            HsNtorClient.create(CURVE, authentication, encryption.publicKey(), random),
            SUBCREDENTIAL);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void service_readsWhatTheClientSays(boolean congestionControl) throws Exception {
    Introduce1 message = sealed(congestionControl, congestionControl ? null : PROOF);
    byte[] encrypted = message.introduction().encrypted().toByteArray();
    X25519PublicKey client = X25519PublicKey.of(Arrays.copyOf(encrypted, 32));
    IntroductionKeys keys =
        new HsNtorService(CURVE, authentication, encryption, client)
            .introductionKeys(SUBCREDENTIAL);
    int end = encrypted.length - 32;
    ByteWriter covered = new ByteWriter();
    message.introduction().writeUnencrypted(covered);
    covered.bytes(encrypted, 0, end);
    assertThat(keys.mac(covered.toByteArray()))
        .isEqualTo(Arrays.copyOfRange(encrypted, end, encrypted.length));
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(keys.encryption(), "AES"),
        new IvParameterSpec(new byte[16]));
    ByteReader reader = new ByteReader(cipher.doFinal(encrypted, 32, end - 32));
    assertThat(RendezvousCookie.read(reader)).isEqualTo(cookie);
    assertThat(Extension.readList(reader))
        .isEqualTo(List.of(congestionControl ? Extension.of(1) : PROOF.toExtension()));
    assertThat(reader.u8()).isEqualTo(1);
    assertThat(reader.u16()).isEqualTo(32);
    assertThat(X25519PublicKey.read(reader)).isEqualTo(encryption.publicKey());
    assertThat(LinkSpecifier.readList(reader)).isEqualTo(POINT);
    assertThat(reader.rest()).containsOnly(0);
  }

  /** C tor's clients fill it up to 246 bytes, beside a key and a MAC. */
  @Test
  void message_hasTheLengthOfCtors_whateverItSays() throws Exception {
    for (boolean congestionControl : new boolean[] {true, false}) {
      ByteWriter writer = new ByteWriter();
      sealed(congestionControl, null).write(writer);
      assertThat(writer.length()).isEqualTo(246 + 32 + 32);
    }
  }
}
