package org.tropea.authority.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.authority.consensus.Vectors;
import org.tropea.authority.rules.RelayRules;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.directory.document.TorVersion;

class UploadPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-27T17:13:00Z");

  /** AuthDirSupport048Clients, with C tor's own descriptors with and without a TAP key. */
  @Test
  void descriptor_withoutTapKey_isTakenUnlessOldClientsAreServed() throws Exception {
    List<RouterDescriptor> descriptors =
        Upload.read(Vectors.bytes("0.4.9.15-a", "descriptors"), Curve25519.fastest(), NOW)
            .descriptors();
    assertThat(descriptors).anyMatch(each -> each.onionKey() == null);
    assertThat(descriptors).anyMatch(each -> each.onionKey() != null);
    TorVersion oldest = UploadSettings.DEFAULT.minimalVersion();
    UploadPolicy usual = new UploadPolicy(UploadSettings.TESTING);
    UploadPolicy forOld = new UploadPolicy(new UploadSettings(true, oldest, true, true));
    for (RouterDescriptor each : descriptors) {
      assertThat(judge(usual, each)).isEqualTo(UploadVerdict.ACCEPTED);
      assertThat(judge(forOld, each))
          .isEqualTo(
              each.onionKey() == null
                  ? UploadVerdict.refused("Missing TAP key in descriptor.")
                  : UploadVerdict.ACCEPTED);
    }
  }

  private static UploadVerdict judge(UploadPolicy policy, RouterDescriptor fresh) {
    return policy.judge(fresh, null, NOW, RelayRules.NONE, () -> true);
  }

  /** C tor 0.4.9.15 says of itself that its default is 0.4.9.1-alpha. */
  @ParameterizedTest
  @CsvSource({"0.4.8.24,true", "0.4.9.0-alpha-dev,true", "0.4.9.1-alpha,false", "0.4.9.15,false"})
  void versions_of048_areTooOld(String version, boolean tooOld) {
    TorVersion read = TorVersion.read(version).orElseThrow();
    assertThat(read.compareTo(UploadSettings.DEFAULT.minimalVersion()) < 0).isEqualTo(tooOld);
  }
}
