package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tropea.protocol.Vector.hex;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what OpenSSL 3.0.19 computes. */
class TlsExporterTest {
  private static final String LABEL = LinkAuthentication.EXPORTER_LABEL;

  /** The secret by {@code openssl s_client -keylogfile}, the answer by {@code -keymatexport}. */
  @ParameterizedTest
  @CsvSource({
    "TLS_AES_128_GCM_SHA256,"
        + " 1699a01483f5f6801b845e2a444e8c596505f9c06ba3b2d1af4ab7fa4f541463,"
        + " a71f47830f2e3647ef2967db0b6652cf447029ad85c138dde0eef7d0d822b0d3",
    "TLS_AES_256_GCM_SHA384,"
        + " c415624bacf1a9eb7530dc22a86db367b634d32f01540017"
        + "aec1d4ded1a73383e30f24c84b14af53176da77364c3e498,"
        + " 4413b8c8f1fd955e907d7b545d3f47d96f6b326207d4b667e55f1bd034fe37f8"
  })
  void tls13_knownAnswers(String suite, String secret, String exported) {
    assertThat(TlsExporter.of(suite).tls13(hex(secret), LABEL, new byte[0], 32))
        .isEqualTo(hex(exported));
  }

  /** By {@code openssl kdf ... TLS1-PRF}, with the seed of RFC 5705; more than one block. */
  @ParameterizedTest
  @CsvSource({
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,"
        + " c833053da288b6c58dbed1fdb545a27e2433f84c654524d1484fedb2ad7309c3b6d814f6c6ce0a77"
        + "f5b5a08694c440ccaffaa4fac12e35643d1c77c2096d4bbbe1d531584d3cc9ee3bb9b1ce0cd2da70",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,"
        + " 1ae6e9bdecac53aa69b437454303ac90146fc51b4044165993247d22b8883f8ead2ed779d4096548"
        + "bcae1aec947a798b4162363a1e6391012d89b91e32c17be737a344ad96209e07374f253adbe56aea"
  })
  void tls12_knownAnswers(String suite, String exported) {
    byte[] master = new byte[48];
    for (int i = 0; i < master.length; i++) {
      master[i] = (byte) i;
    }
    byte[] clientRandom = hex("c1".repeat(32));
    byte[] serverRandom = hex("5e".repeat(32));
    byte[] context = hex("1d".repeat(32));
    assertThat(TlsExporter.of(suite).tls12(master, clientRandom, serverRandom, LABEL, context, 80))
        .isEqualTo(hex(exported));
  }

  @Test
  void olderSuites_useSha256() {
    assertThat(TlsExporter.of("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA")).isEqualTo(TlsExporter.SHA256);
  }

  @Test
  void secretOfAnotherLength_isRefused() {
    assertThatThrownBy(() -> TlsExporter.SHA256.tls13(new byte[48], LABEL, new byte[0], 32))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                TlsExporter.SHA256.tls12(
                    new byte[0], new byte[32], new byte[32], LABEL, new byte[0], 32))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
