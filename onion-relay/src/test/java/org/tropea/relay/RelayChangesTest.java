package org.tropea.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.Family;
import org.tropea.directory.document.UnverifiedRouterDescriptor;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.exit.ExitSettings;
import org.tropea.relay.keys.FamilyKeys;

/**
 * Name, contact, families and exit policy change while the relay runs, and its descriptor with
 * them.
 */
class RelayChangesTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final PostedTo authority = new PostedTo();

  @TempDir private Path folder;

  RelayChangesTest() throws IOException {}

  @AfterEach
  void stop() throws IOException {
    authority.close();
  }

  @Test
  void changes_arePublished() throws Exception {
    Settings settings =
        Settings.builder("relay", folder, new InetSocketAddress(LOOPBACK, 0))
            .contact("somebody")
            .network(List.of(authority.line()))
            .privateAddresses(true)
            .build();
    try (OnionRelay relay = OnionRelay.start(settings, Machine.best())) {
      awaitDescriptor("contact somebody");
      relay.change(changes("relay", "somebody else", ExitSettings.NONE));
      awaitDescriptor("contact somebody else");
      relay.change(changes("relay", null, ExitSettings.NONE));
      awaitDescriptor(null);
      relay.change(changes("renamed", null, ExitSettings.of(onlyWeb())));
      awaitDescriptor("accept *:80");
      relay.change(changes("renamed", "somebody", ExitSettings.NONE));
      assertThat(awaitDescriptor("contact somebody"))
          .startsWith("router renamed ")
          .contains("\nreject *:*\n")
          .doesNotContain("accept");
    }
  }

  private Settings.Changes changes(String nickname, @Nullable String contact, ExitSettings exit) {
    return new Settings.Changes(nickname, contact, family(Family.NONE, false), exit);
  }

  private Settings.OwnFamily family(Family members, boolean all) {
    return new Settings.OwnFamily(members, new FamilyKeys.Wanted(folder, Set.of(), all));
  }

  @Test
  void families_areDeclaredAndVouchedFor() throws Exception {
    Settings settings =
        Settings.builder("relay", folder, new InetSocketAddress(LOOPBACK, 0))
            .network(List.of(authority.line()))
            .privateAddresses(true)
            .build();
    Family others = Family.of(List.of("$" + "F".repeat(40), "Somebody"));
    try (OnionRelay relay = OnionRelay.start(settings, Machine.best())) {
      Ed25519Identity id = FamilyKeys.create(folder.resolve("ours"), new SecureRandom());
      relay.change(
          new Settings.Changes("relay", "somebody", family(others, true), ExitSettings.NONE));
      String text = awaitDescriptor("family-cert");
      assertThat(text)
          .contains(
              "\nfamily $%s $%s somebody\n"
                  .formatted(relay.keys().rsaIdentity().toHex(), "F".repeat(40)));
      String descriptor = text.substring(0, text.indexOf("\nextra-info ") + 1);
      assertThat(
              UnverifiedRouterDescriptor.read(descriptor.getBytes(ISO_8859_1))
                  .verify(Curve25519.fastest(), Instant.now())
                  .familyIds())
          .containsExactly("ed25519:" + id.toBase64());
    }
  }

  private static ExitPolicy onlyWeb() throws Exception {
    return ExitPolicy.read(List.of("accept *:80", "reject *:*"));
  }

  /** One with this line, or with none that is a contact. */
  private String awaitDescriptor(@Nullable String line) throws InterruptedException {
    String text = authority.take();
    while (text != null
        && text.lines().noneMatch(each -> each.equals(line))
        && (line != null || text.lines().anyMatch(each -> each.startsWith("contact ")))) {
      text = authority.take();
    }
    assertThat(text).as("a descriptor with '%s'", line).isNotNull();
    return String.valueOf(text);
  }
}
