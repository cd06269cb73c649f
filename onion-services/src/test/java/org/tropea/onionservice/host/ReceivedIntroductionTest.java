package org.tropea.onionservice.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.HsNtorClient;
import org.tropea.crypto.handshake.HsNtorService;
import org.tropea.crypto.handshake.IntroductionKeys;
import org.tropea.crypto.handshake.KeyStream;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.protocol.linkspec.LinkSpecifier;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.Extension;
import org.tropea.protocol.message.Introduction;
import org.tropea.protocol.message.RendezvousCookie;

/** What a service takes of an INTRODUCE2, and what it refuses (row O09, case onion-6). */
class ReceivedIntroductionTest {
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final Bytes SUBCREDENTIAL = Bytes.copyFrom(new byte[32]);
  private static final Bytes OTHER = Bytes.copyFrom(filled(32, 1));

  private final SecureRandom random = new SecureRandom();
  private final ReceivedIntroduction.Keys keys =
      new ReceivedIntroduction.Keys(
          Ed25519SigningKey.generate(random).identity(), X25519KeyPair.generate(CURVE, random));
  private final RendezvousCookie cookie = RendezvousCookie.generate(random);
  private final X25519KeyPair onionKey = X25519KeyPair.generate(CURVE, random);
  private final RelayTarget point =
      new RelayTarget(
          RsaIdentity.of(filled(20, 3)),
          Ed25519SigningKey.generate(random).identity(),
          List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001)));
  private final HsNtorClient client =
      HsNtorClient.create(CURVE, keys.authentication(), keys.encryption().publicKey(), random);

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /** What stands in front of the link specifiers. */
  private ByteWriter beginning(byte[] key, Extension... extensions) {
    ByteWriter writer = new ByteWriter().bytes(cookie.value());
    Extension.writeList(List.of(extensions), writer);
    return writer.u8(1).u16(key.length).bytes(key);
  }

  private ByteWriter good(Extension... extensions) {
    ByteWriter writer = beginning(onionKey.publicKey().value().toByteArray(), extensions);
    LinkSpecifier.writeList(point.linkSpecifiers(), writer);
    return writer.bytes(new byte[50]);
  }

  private Introduction sealed(byte[] contents) throws Exception {
    IntroductionKeys sealing = client.introductionKeys(SUBCREDENTIAL.toByteArray());
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(sealing.encryption(), "AES"),
        new IvParameterSpec(new byte[16]));
    ByteWriter message = new ByteWriter();
    new Introduction(keys.authentication(), List.of(), Bytes.copyFrom(new byte[1]))
        .writeUnencrypted(message);
    ByteWriter encrypted = new ByteWriter().bytes(client.clientKey().value());
    encrypted.bytes(cipher.doFinal(contents));
    message.bytes(encrypted.toByteArray());
    encrypted.bytes(sealing.mac(message.toByteArray()));
    return new Introduction(
        keys.authentication(), List.of(), Bytes.copyFrom(encrypted.toByteArray()));
  }

  private ReceivedIntroduction open(Introduction message) throws DecodeException {
    return ReceivedIntroduction.open(message, keys, List.of(OTHER, SUBCREDENTIAL), CURVE);
  }

  private void refused(Introduction message) {
    assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> open(message));
  }

  @Test
  void introduction_isWhatTheClientSays_andItsAnswerIsTaken() throws Exception {
    ReceivedIntroduction received =
        open(sealed(good(Extension.of(1), Extension.of(99, 1, 2)).toByteArray()));
    assertThat(received.cookie()).isEqualTo(cookie);
    assertThat(received.onionKey()).isEqualTo(onionKey.publicKey());
    assertThat(received.point()).isEqualTo(point);
    assertThat(received.asksForCongestionControl()).isTrue();
    assertThat(open(sealed(good().toByteArray())).asksForCongestionControl()).isFalse();
    HsNtorService.Answer answer = received.handshake().answer(X25519PrivateKey.generate(random));
    KeyStream agreed = client.finish(answer.reply());
    assertThat(agreed.take(128)).isEqualTo(answer.keys().take(128));
  }

  @Test
  void introduction_ofSomebodyWhoDoesNotKnowTheService_isRefused() throws Exception {
    Introduction message = sealed(good().toByteArray());
    assertThatExceptionOfType(DecodeException.class)
        .isThrownBy(() -> ReceivedIntroduction.open(message, keys, List.of(OTHER), CURVE));
    ReceivedIntroduction.Keys others =
        new ReceivedIntroduction.Keys(
            Ed25519SigningKey.generate(random).identity(), keys.encryption());
    assertThatExceptionOfType(DecodeException.class)
        .isThrownBy(
            () -> ReceivedIntroduction.open(message, others, List.of(SUBCREDENTIAL), CURVE));
  }

  @Test
  void introduction_withAnyBitChanged_orCutAnywhere_isRefused() throws Exception {
    byte[] encrypted = sealed(good().toByteArray()).encrypted().toByteArray();
    for (int i = 0; i < encrypted.length; i++) {
      byte[] changed = encrypted.clone();
      // Of a key's last byte the highest bit means nothing.
      changed[i] ^= (byte) (1 << i % 7);
      refused(new Introduction(keys.authentication(), List.of(), Bytes.copyFrom(changed)));
    }
    for (int length = 1; length < encrypted.length; length++) {
      Bytes cut = Bytes.copyFrom(encrypted, 0, length);
      refused(new Introduction(keys.authentication(), List.of(), cut));
    }
    refused(
        new Introduction(
            keys.authentication(), List.of(Extension.of(7)), Bytes.copyFrom(encrypted)));
  }

  @Test
  void contents_thatClientsCannotMean_areRefused() throws Exception {
    byte[] whole = good().toByteArray();
    int used = whole.length - 50;
    for (int length = 0; length < used; length++) {
      refused(sealed(Arrays.copyOf(whole, length)));
    }
    ByteWriter zeroKey = beginning(new byte[32]);
    LinkSpecifier.writeList(point.linkSpecifiers(), zeroKey);
    refused(sealed(zeroKey.toByteArray()));
    refused(sealed(beginning(filled(31, 1)).u8(0).toByteArray()));
    refused(sealed(beginning(filled(32, 1)).u8(0).toByteArray()));
    // An address of the wrong length, and no identity.
    refused(sealed(beginning(filled(32, 1)).u8(1).u8(0).u8(5).bytes(new byte[5]).toByteArray()));
    refused(sealed(beginning(filled(32, 1)).u8(1).u8(0).u8(6).bytes(filled(6, 1)).toByteArray()));
    // Two identities of one kind.
    ByteWriter two = beginning(filled(32, 1)).u8(3).u8(0).u8(6).bytes(filled(6, 1));
    two.u8(2).u8(20).bytes(filled(20, 1)).u8(2).u8(20).bytes(filled(20, 2));
    refused(sealed(two.toByteArray()));
  }

  @Test
  void clientKeyOfLowOrder_isRefused() throws Exception {
    byte[] encrypted = sealed(good().toByteArray()).encrypted().toByteArray();
    for (int value : new int[] {0, 1}) {
      byte[] changed = encrypted.clone();
      Arrays.fill(changed, 0, 32, (byte) 0);
      changed[0] = (byte) value;
      refused(new Introduction(keys.authentication(), List.of(), Bytes.copyFrom(changed)));
    }
  }

  @Test
  void anyContents_endInAnIntroductionOrARefusal() throws Exception {
    Random fuzz = new Random(7);
    for (int i = 0; i < 2000; i++) {
      byte[] contents = good(Extension.of(2, 1)).toByteArray();
      for (int j = fuzz.nextInt(4); j >= 0; j--) {
        contents[20 + fuzz.nextInt(contents.length - 20)] = (byte) fuzz.nextInt();
      }
      try {
        assertThat(open(sealed(contents)).cookie()).isEqualTo(cookie);
      } catch (DecodeException e) {
        assertThat(e).hasMessageNotContaining("9001");
      }
    }
  }
}
