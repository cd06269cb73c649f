package org.tropea.crypto.certificate;

/** The certificate types of CERTS cells and Ed25519 certificates (cert-spec A.1). */
public final class CertificateType {
  /** {@link RsaIdentityCertificate}: an RSA identity key, signed by itself. */
  public static final int RSA_IDENTITY = 2;

  /** A signing key, signed by an Ed25519 identity key. */
  public static final int SIGNING_KEY = 4;

  /** A TLS certificate, signed by a signing key. */
  public static final int TLS_LINK = 5;

  /** A key for AUTHENTICATE, signed by a signing key. */
  public static final int AUTHENTICATION = 6;

  /** {@link RsaCrossCertificate}: an Ed25519 identity key, signed by an RSA identity key. */
  public static final int RSA_CROSS = 7;

  /** The key that signs an onion service's descriptor, signed by the service's blinded key. */
  public static final int ONION_DESCRIPTOR_SIGNING = 8;

  /** A service's authentication key at an introduction point, signed by the descriptor's key. */
  public static final int INTRODUCTION_AUTHENTICATION = 9;

  /** An Ed25519 identity key, signed by an ntor onion key. */
  public static final int ONION_KEY_CROSS = 10;

  /**
   * A service's encryption key at an introduction point, in Ed25519 form, signed by the
   * descriptor's key.
   */
  public static final int INTRODUCTION_ENCRYPTION = 11;

  /** An Ed25519 identity key, signed by the key of its family. */
  public static final int FAMILY = 12;

  private CertificateType() {}
}
