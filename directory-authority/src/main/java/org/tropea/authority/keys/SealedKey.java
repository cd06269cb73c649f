package org.tropea.authority.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.CamelliaEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.generators.OpenSSLPBEParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.PemBlock;

/**
 * Private keys that are sealed under a passphrase, in each way that tor-gencert's OpenSSL opens:
 * PKCS#8 by PBES2 or PKCS#12, and the older form with a DEK-Info line. A wrong passphrase shows in
 * the padding, or in what comes out.
 */
final class SealedKey {
  /** Far beyond what anybody writes; more would only keep the process busy. */
  private static final BigInteger MAX_ITERATIONS = BigInteger.valueOf(10_000_000);

  private static final long MAX_SCRYPT_MEMORY = 64L << 20;
  private static final int DEK_SALT_LENGTH = 8;
  private static final int SALT_LENGTH = 8;

  /** As many as tor-gencert writes. */
  private static final int ITERATIONS = 2048;

  private static final ASN1ObjectIdentifier SCRYPT =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11591.4.11");
  private static final ASN1ObjectIdentifier CAMELLIA =
      new ASN1ObjectIdentifier("1.2.392.200011.61.1.1.1");

  /** A cipher in CBC mode, and its key's length in bytes. */
  private record Kind(Supplier<BlockCipher> engine, int keyLength) {}

  private static final Kind TRIPLE_DES = new Kind(DESedeEngine::new, 24);

  private static final Map<ASN1ObjectIdentifier, Kind> PBES2_CIPHERS =
      Map.of(
          NISTObjectIdentifiers.id_aes128_CBC,
          aes(16),
          NISTObjectIdentifiers.id_aes192_CBC,
          aes(24),
          NISTObjectIdentifiers.id_aes256_CBC,
          aes(32),
          CAMELLIA.branch("2"),
          camellia(16),
          CAMELLIA.branch("3"),
          camellia(24),
          CAMELLIA.branch("4"),
          camellia(32),
          PKCSObjectIdentifiers.des_EDE3_CBC,
          TRIPLE_DES);

  private static final Map<String, Kind> DEK_CIPHERS =
      Map.of(
          "AES-128-CBC", aes(16),
          "AES-192-CBC", aes(24),
          "AES-256-CBC", aes(32),
          "CAMELLIA-128-CBC", camellia(16),
          "CAMELLIA-192-CBC", camellia(24),
          "CAMELLIA-256-CBC", camellia(32),
          "DES-EDE3-CBC", TRIPLE_DES);

  private static final Map<ASN1ObjectIdentifier, Kind> PKCS12_CIPHERS =
      Map.of(
          PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC,
          TRIPLE_DES,
          PKCSObjectIdentifiers.pbeWithSHAAnd2_KeyTripleDES_CBC,
          new Kind(DESedeEngine::new, 16));

  private static final Map<ASN1ObjectIdentifier, Supplier<Digest>> HMAC_DIGESTS =
      Map.of(
          PKCSObjectIdentifiers.id_hmacWithSHA1, SHA1Digest::new,
          PKCSObjectIdentifiers.id_hmacWithSHA224, SHA224Digest::new,
          PKCSObjectIdentifiers.id_hmacWithSHA256, SHA256Digest::newInstance,
          PKCSObjectIdentifiers.id_hmacWithSHA384, SHA384Digest::new,
          PKCSObjectIdentifiers.id_hmacWithSHA512, SHA512Digest::new);

  private SealedKey() {}

  /** The PKCS#8 PrivateKeyInfo in a PKCS#8 EncryptedPrivateKeyInfo. */
  static byte[] openPkcs8(byte[] der, char[] passphrase) throws DecodeException {
    try {
      EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(der);
      ASN1ObjectIdentifier scheme = info.getEncryptionAlgorithm().getAlgorithm();
      ASN1Encodable parameters = info.getEncryptionAlgorithm().getParameters();
      byte[] sealed = info.getEncryptedData();
      if (scheme.equals(PKCSObjectIdentifiers.id_PBES2)) {
        return openPbes2(PBES2Parameters.getInstance(parameters), sealed, passphrase);
      }
      PKCS12PBEParams values = PKCS12PBEParams.getInstance(parameters);
      return run(known(PKCS12_CIPHERS, scheme), false, key(scheme, values, passphrase), sealed);
    } catch (RuntimeException | InvalidCipherTextException e) {
      // Bouncy Castle has no one exception for bytes that are not the ASN.1 it expects.
      throw new DecodeException("a sealed key does not open with this passphrase");
    }
  }

  /** Seals as tor-gencert does: three keys of DES, which any OpenSSL opens. */
  static byte[] sealPkcs8(byte[] info, char[] passphrase, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    PKCS12PBEParams values = new PKCS12PBEParams(salt, ITERATIONS);
    ASN1ObjectIdentifier scheme = PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC;
    try {
      byte[] sealed = run(TRIPLE_DES, true, key(scheme, values, passphrase), info);
      return new EncryptedPrivateKeyInfo(new AlgorithmIdentifier(scheme, values), sealed)
          .getEncoded(ASN1Encoding.DER);
    } catch (IOException | InvalidCipherTextException | DecodeException e) {
      throw new IllegalStateException("sealing a key in memory failed", e);
    }
  }

  private static CipherParameters key(
      ASN1ObjectIdentifier scheme, PKCS12PBEParams values, char[] passphrase)
      throws DecodeException {
    Kind kind = known(PKCS12_CIPHERS, scheme);
    PKCS12ParametersGenerator keys = new PKCS12ParametersGenerator(new SHA1Digest());
    keys.init(
        PBEParametersGenerator.PKCS12PasswordToBytes(passphrase),
        values.getIV(),
        iterations(values.getIterations()));
    int block = kind.engine.get().getBlockSize();
    return keys.generateDerivedParameters(kind.keyLength * 8, block * 8);
  }

  private static byte[] openPbes2(PBES2Parameters parameters, byte[] sealed, char[] passphrase)
      throws InvalidCipherTextException, DecodeException {
    EncryptionScheme scheme = parameters.getEncryptionScheme();
    Kind kind = known(PBES2_CIPHERS, scheme.getAlgorithm());
    byte[] iv = ASN1OctetString.getInstance(scheme.getParameters()).getOctets();
    byte[] secret = PBEParametersGenerator.PKCS5PasswordToUTF8Bytes(passphrase);
    byte[] key = derive(parameters.getKeyDerivationFunc(), secret, kind.keyLength);
    Arrays.fill(secret, (byte) 0);
    return run(kind, false, new ParametersWithIV(new KeyParameter(key), iv), sealed);
  }

  private static byte[] derive(KeyDerivationFunc function, byte[] secret, int length)
      throws DecodeException {
    if (function.getAlgorithm().equals(SCRYPT)) {
      // RFC 7914, section 7.
      ASN1Sequence values = ASN1Sequence.getInstance(function.getParameters());
      byte[] salt = ASN1OctetString.getInstance(values.getObjectAt(0)).getOctets();
      int cost = number(values, 1);
      int block = number(values, 2);
      int parallel = number(values, 3);
      if (128L * block * (cost + (long) parallel) > MAX_SCRYPT_MEMORY) {
        throw new DecodeException("a sealed key wants too much memory");
      }
      return SCrypt.generate(secret, salt, cost, block, parallel, length);
    }
    PBKDF2Params values = PBKDF2Params.getInstance(function.getParameters());
    PKCS5S2ParametersGenerator keys =
        new PKCS5S2ParametersGenerator(known(HMAC_DIGESTS, values.getPrf().getAlgorithm()).get());
    keys.init(secret, values.getSalt(), iterations(values.getIterationCount()));
    return ((KeyParameter) keys.generateDerivedParameters(length * 8)).getKey();
  }

  private static int number(ASN1Sequence values, int index) {
    return ASN1Integer.getInstance(values.getObjectAt(index)).intValueExact();
  }

  /** Whether OpenSSL sealed this block in its older form. */
  static boolean isTraditional(PemBlock block) {
    return !block.headers().isEmpty();
  }

  /** The PKCS#1 RSAPrivateKey in a block of OpenSSL's older form. */
  static byte[] openTraditional(PemBlock block, char[] passphrase) throws DecodeException {
    List<String> headers = block.headers();
    if (headers.size() != 2
        || !headers.get(0).matches("Proc-Type:\\s*4,\\s*ENCRYPTED")
        || !headers.get(1).matches("DEK-Info:\\s*[A-Za-z0-9-]+,\\s*([0-9A-Fa-f]{2})+")) {
      throw new DecodeException("a sealed key has headers that OpenSSL does not write");
    }
    String[] info = headers.get(1).substring("DEK-Info:".length()).split(",", 2);
    try {
      Kind kind = known(DEK_CIPHERS, info[0].strip().toUpperCase(Locale.ROOT));
      byte[] iv = HexFormat.of().parseHex(info[1].strip());
      OpenSSLPBEParametersGenerator keys = new OpenSSLPBEParametersGenerator();
      byte[] secret = new String(passphrase).getBytes(StandardCharsets.UTF_8);
      keys.init(secret, Arrays.copyOf(iv, DEK_SALT_LENGTH));
      CipherParameters key = keys.generateDerivedParameters(kind.keyLength * 8);
      Arrays.fill(secret, (byte) 0);
      return run(kind, false, new ParametersWithIV(key, iv), block.body().toByteArray());
    } catch (RuntimeException | InvalidCipherTextException e) {
      throw new DecodeException("a sealed key does not open with this passphrase");
    }
  }

  private static byte[] run(Kind kind, boolean sealing, CipherParameters key, byte[] input)
      throws InvalidCipherTextException {
    PaddedBufferedBlockCipher cipher =
        new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(kind.engine.get()));
    cipher.init(sealing, key);
    byte[] output = new byte[cipher.getOutputSize(input.length)];
    int length = cipher.processBytes(input, 0, input.length, output, 0);
    length += cipher.doFinal(output, length);
    byte[] exact = Arrays.copyOf(output, length);
    Arrays.fill(output, (byte) 0);
    return exact;
  }

  private static int iterations(BigInteger count) throws DecodeException {
    if (count.signum() < 1 || count.compareTo(MAX_ITERATIONS) > 0) {
      throw new DecodeException("a sealed key wants too much work");
    }
    return count.intValueExact();
  }

  private static <K, V> V known(Map<K, V> table, K key) throws DecodeException {
    V value = table.get(key);
    if (value == null) {
      throw new DecodeException(
          "a sealed key is encrypted in a way that Tropea cannot read; seal it anew with openssl"
              + " pkcs8 -topk8");
    }
    return value;
  }

  private static Kind aes(int keyLength) {
    return new Kind(AESEngine::newInstance, keyLength);
  }

  private static Kind camellia(int keyLength) {
    return new Kind(CamelliaEngine::new, keyLength);
  }
}
