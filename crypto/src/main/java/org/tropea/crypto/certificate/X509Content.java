package org.tropea.crypto.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.tropea.crypto.bytes.Base32;
import org.tropea.crypto.key.RsaPublicKey;
import org.tropea.crypto.key.RsaSigningKey;

/** What an X.509 certificate of ours says: names that mean nothing, an RSA key, dates. */
record X509Content(X500Name subject, RsaPublicKey key, X500Name issuer, X509Lifetime lifetime) {
  private static final int SERIAL_BITS = 64;
  private static final AlgorithmIdentifier SHA256_WITH_RSA =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);

  /** A common name like that of a web server nobody knows: www.RANDOM, 8 to 20 letters, suffix. */
  static X500Name randomName(SecureRandom random, String suffix) {
    byte[] bytes = new byte[15];
    random.nextBytes(bytes);
    String label = Base32.encode(bytes).substring(0, 8 + random.nextInt(13));
    return new X500Name("CN=www." + label + suffix);
  }

  /** The certificate in DER, signed by {@code signer} with a random serial number. */
  byte[] sign(RsaSigningKey signer, SecureRandom random) {
    try {
      V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
      generator.setSerialNumber(new ASN1Integer(new BigInteger(SERIAL_BITS, random)));
      generator.setSignature(SHA256_WITH_RSA);
      generator.setIssuer(issuer);
      generator.setStartDate(new Time(Date.from(lifetime.from())));
      generator.setEndDate(new Time(Date.from(lifetime.until())));
      generator.setSubject(subject);
      generator.setSubjectPublicKeyInfo(
          new SubjectPublicKeyInfo(
              new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
              key.der().toByteArray()));
      TBSCertificate content = generator.generateTBSCertificate();
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(signer.privateKey());
      signature.update(content.getEncoded(ASN1Encoding.DER));
      return new Certificate(content, SHA256_WITH_RSA, new DERBitString(signature.sign()))
          .getEncoded(ASN1Encoding.DER);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("signing an X.509 certificate failed", e);
    }
  }
}
