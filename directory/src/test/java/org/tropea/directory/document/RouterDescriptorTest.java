package org.tropea.directory.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.Curve25519;

class RouterDescriptorTest {
  private static final Instant NOW = Instant.parse("2026-11-20T22:46:00Z");
  private static final Curve25519 CURVE = Curve25519.fastest();

  static byte[] vector(String name) throws IOException {
    try (InputStream stream =
        RouterDescriptorTest.class.getResourceAsStream("/vectors/ctor-network/" + name)) {
      return stream.readAllBytes();
    }
  }

  static List<RouterDescriptor> ctorDescriptors() throws Exception {
    Batch<UnverifiedRouterDescriptor> batch =
        UnverifiedRouterDescriptor.readAll(vector("server-all"));
    assertThat(batch.refused()).isZero();
    List<RouterDescriptor> verified = new java.util.ArrayList<>();
    for (UnverifiedRouterDescriptor each : batch.documents()) {
      verified.add(each.verify(CURVE, NOW));
    }
    return verified;
  }

  @Test
  void descriptors_ofCtor_verify() throws Exception {
    assertThat(ctorDescriptors()).hasSize(9);
  }

  @Test
  void microdescriptors_ofCtorDescriptors_areCtors() throws Exception {
    Set<Bytes> theirs = new HashSet<>();
    Microdescriptor.readAll(vector("micro")).documents().forEach(each -> theirs.add(each.digest()));
    Set<Bytes> ours = new HashSet<>();
    for (RouterDescriptor each : ctorDescriptors()) {
      ours.add(MicrodescriptorText.of(each, 35).digest());
    }
    assertThat(ours).isEqualTo(theirs);
  }

  @Test
  void extraInfo_ofCtor_verifiesWithItsDescriptor() throws Exception {
    List<RouterDescriptor> descriptors = ctorDescriptors();
    for (UnverifiedExtraInfo each : UnverifiedExtraInfo.readAll(vector("extra-all")).documents()) {
      RouterDescriptor descriptor =
          descriptors.stream().filter(d -> d.identity().equals(each.identity())).findFirst().get();
      ExtraInfo verified = each.verify(CURVE, descriptor);
      assertThat(verified.digests()).isEqualTo(descriptor.description().extraInfo());
    }
  }
}
