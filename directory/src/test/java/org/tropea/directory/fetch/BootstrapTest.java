package org.tropea.directory.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.TestAuthority;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.store.DocumentStore;

/** Rows P01 to P04; cases D20, D21, K15 and K16. */
class BootstrapTest {
  private static final String FLAGS = "Exit Fast Guard Running V2Dir Valid";
  private static final Instant LATER = Instant.parse("2027-01-01T00:00:00Z");
  private static final TestAuthority ONE = TestAuthority.until(LATER);
  private static final TestAuthority TWO = TestAuthority.until(LATER);
  private static final TestAuthority THREE = TestAuthority.until(LATER);
  private static final int RELAYS = 4;

  @TempDir Path folder;

  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final List<Asked> asked = new ArrayList<>();
  private final List<BootstrapPhase> phases = new ArrayList<>();
  private final List<NetworkView> networks = new ArrayList<>();
  private final List<String> obstacles = new ArrayList<>();
  private final List<Microdescriptor> microdescriptors = new ArrayList<>();
  private final ConsensusText text = new ConsensusText(ONE, TWO, THREE);
  private Instant now = ConsensusText.VALID_AFTER.plus(Duration.ofMinutes(10));
  private Bootstrap bootstrap;

  /** A request that waits for its answer. */
  private record Asked(
      DirectorySource source, DirectoryRequest request, Promise<DirectoryResponse> answer) {}

  @BeforeEach
  void network() throws DecodeException {
    loop.freezeTime();
    for (int number = 0; number < RELAYS; number++) {
      Microdescriptor microdescriptor = microdescriptor(number);
      microdescriptors.add(microdescriptor);
      text.relay(number, microdescriptor.digest(), FLAGS, "Bandwidth=10");
    }
    bootstrap = bootstrap();
  }

  private Bootstrap bootstrap() {
    DirectoryTunnel tunnel = mock(DirectoryTunnel.class);
    when(tunnel.loop()).thenReturn(loop.eventLoop());
    when(tunnel.documents()).thenReturn(Runnable::run);
    when(tunnel.get(any(), any(), any()))
        .thenAnswer(
            call -> {
              Promise<DirectoryResponse> answer = loop.eventLoop().newPromise();
              asked.add(new Asked(call.getArgument(0), call.getArgument(1), answer));
              return answer;
            });
    return new Bootstrap(
        new Bootstrap.Settings(List.of(authority(ONE), authority(TWO), authority(THREE)), 0.6),
        tunnel,
        new DocumentStore(folder),
        () -> now,
        new SecureRandom(),
        new Bootstrap.Listener() {
          @Override
          public void phase(BootstrapPhase phase) {
            phases.add(phase);
          }

          @Override
          public void network(NetworkView view) {
            networks.add(view);
          }

          @Override
          public void obsolete(String why) {
            obstacles.add(why);
          }
        });
  }

  @Test
  void firstStart_fetchesConsensusThenCertificatesThenMicrodescriptors() {
    start();
    assertThat(last().source().target().addresses().get(0).getPort())
        .as("an authority's ORPort, while no cache is known")
        .isEqualTo(9001);
    assertThat(last().source().onionKey()).isNull();
    assertThat(path()).startsWith("/tor/status-vote/current/consensus-microdesc/");
    assertThat(last().request().modifiedSince()).isNull();
    answer(text.signed());
    assertThat(path()).startsWith("/tor/keys/fp-sk/");
    for (TestAuthority each : List.of(ONE, TWO, THREE)) {
      assertThat(path())
          .contains(each.identity().toHex() + "-" + each.keyId().signingKeyDigest().toHex());
    }
    answer(certificates(ONE, TWO, THREE));
    assertThat(path()).startsWith("/tor/micro/d/");
    assertThat(networks).isEmpty();
    answer(documents(microdescriptors));
    assertThat(networks).hasSize(1);
    assertThat(networks.get(0).relays()).hasSize(RELAYS);
    assertThat(phases)
        .containsSubsequence(
            BootstrapPhase.LOADING_KEYS,
            BootstrapPhase.REQUESTING_DESCRIPTORS,
            BootstrapPhase.LOADING_DESCRIPTORS,
            BootstrapPhase.ENOUGH_DIRINFO);
    assertThat(asked).hasSize(3);
    assertThat(folder).isDirectoryContaining("glob:**/cached-certs");
    assertThat(folder).isDirectoryContaining("glob:**/cached-microdesc-consensus");
    assertThat(folder).isDirectoryContaining("glob:**/cached-microdescs");
  }

  @Test
  void secondStart_needsNothing() {
    firstStart();
    restart();
    assertThat(networks).hasSize(1);
    assertThat(networks.get(0).relays()).hasSize(RELAYS);
    assertThat(asked).isEmpty();
  }

  @Test
  void secondStart_withAConsensusThatExpired_usesItAndFetchesAnother() {
    firstStart();
    now = ConsensusText.VALID_AFTER.plus(Duration.ofHours(20));
    restart();
    assertThat(networks).as("reasonably live").hasSize(1);
    assertThat(path()).contains("consensus-microdesc");
    assertThat(last().request().modifiedSince())
        .isEqualTo(ConsensusText.VALID_AFTER.plusSeconds(180));
    assertThat(last().source().onionKey()).as("a cache is asked first").isNotNull();
  }

  @Test
  void secondStart_withAConsensusOfLongAgo_startsAnew() {
    firstStart();
    now = ConsensusText.VALID_AFTER.plus(Duration.ofHours(28));
    restart();
    assertThat(networks).isEmpty();
    assertThat(last().source().onionKey()).isNull();
  }

  @Test
  void garbageInCachedCerts_isFetchedAgainAtOnce() throws IOException {
    firstStart();
    Files.writeString(folder.resolve("cached-certs"), "garbage\n");
    restart();
    assertThat(path()).contains("consensus-microdesc");
    answer(text.signed());
    answer(certificates(ONE, TWO, THREE));
    assertThat(path()).startsWith("/tor/micro/d/");
    answer(documents(microdescriptors));
    assertThat(networks).isNotEmpty();
    assertThat(asked).hasSize(3);
  }

  @Test
  void garbageInTheCachedConsensus_isFetchedAgainAtOnce() throws IOException {
    firstStart();
    Files.writeString(folder.resolve("cached-microdesc-consensus"), "garbage\n");
    restart();
    answer(text.signed());
    assertThat(path()).as("the certificates are good").startsWith("/tor/micro/d/");
    answer(documents(microdescriptors));
    assertThat(networks).isNotEmpty();
  }

  @Test
  void cachedConsensusThatIsTruncated_isFetchedAgain() throws IOException {
    firstStart();
    Path file = folder.resolve("cached-microdesc-consensus");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    restart();
    assertThat(path()).contains("consensus-microdesc");
    assertThat(networks).isEmpty();
  }

  @Test
  void garbageInCachedMicrodescriptors_isFetchedAgainAtOnce() throws IOException {
    firstStart();
    Files.writeString(folder.resolve("cached-microdescs"), "garbage\n");
    restart();
    assertThat(networks).isEmpty();
    assertThat(path()).startsWith("/tor/micro/d/");
    answer(documents(microdescriptors));
    assertThat(networks).hasSize(1);
  }

  @Test
  void signaturesOfHalfTheAuthorities_areNotEnough_andItTriesAgain() {
    start();
    answer(text.with(ONE.signature(text.signedPart())));
    failed();
    assertThat(path()).contains("consensus-microdesc");
    answer(text.signed());
    answer(certificates(ONE, TWO, THREE));
    answer(documents(microdescriptors));
    assertThat(networks).hasSize(1);
  }

  @Test
  void wrongSignatures_areNotBelieved() {
    start();
    String other = text.signedPart() + "x";
    answer(text.with(ONE.signature(other), TWO.signature(other), THREE.signature(other)));
    answer(certificates(ONE, TWO, THREE));
    failed();
    assertThat(networks).isEmpty();
    assertThat(folder.resolve("cached-microdesc-consensus")).doesNotExist();
  }

  @Test
  void certificatesThatDoNotCome_endInARetry() {
    start();
    answer(text.signed());
    assertThat(path()).startsWith("/tor/keys/");
    answer(certificates(ONE));
    // One of three: two are needed. It asks for what is still missing once more.
    assertThat(path()).startsWith("/tor/keys/").doesNotContain(ONE.identity().toHex());
    answer(new byte[0]);
    failed();
    assertThat(path()).contains("consensus-microdesc");
  }

  @Test
  void certificatesOfStrangers_areNotTaken() {
    TestAuthority stranger = TestAuthority.until(LATER);
    start();
    answer(text.signed());
    answer(certificates(stranger));
    failed();
    assertThat(folder.resolve("cached-certs")).doesNotExist();
  }

  @Test
  void garbageInsteadOfAConsensus_endsInARetry() {
    start();
    answer("<html>Login to the hotel's network</html>\n".getBytes(US_ASCII));
    failed();
    answer(text.signed());
    assertThat(path()).startsWith("/tor/keys/");
  }

  @Test
  void directoryWithoutAnAnswer_isAskedAgainLater_moreAndMoreSeldom() {
    start();
    for (DirectoryResponse each :
        List.of(
            new DirectoryResponse.NotFound(),
            new DirectoryResponse.Busy(),
            new DirectoryResponse.Refused(500),
            new DirectoryResponse.NotModified())) {
      int before = asked.size();
      last().answer().setSuccess(each);
      loop.runPendingTasks();
      assertThat(asked).as("not at once").hasSize(before);
      pass(Duration.ofMinutes(10));
      assertThat(asked).hasSize(before + 1);
    }
    last().answer().setFailure(new DirectoryException(DirectoryException.Kind.STALLED, "stalled"));
    failed();
    assertThat(networks).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-25, 28})
  void consensusOfAnotherTime_isRefused(int hours) {
    now = ConsensusText.VALID_AFTER.plus(Duration.ofHours(hours));
    start();
    answer(text.signed());
    answer(certificates(ONE, TWO, THREE));
    failed();
    assertThat(networks).isEmpty();
    assertThat(folder.resolve("cached-microdesc-consensus")).doesNotExist();
  }

  @Test
  void documentsNotAskedFor_areThrownAway() throws DecodeException {
    start();
    answer(text.signed());
    answer(certificates(ONE, TWO, THREE));
    List<Microdescriptor> strange = List.of(microdescriptor(100), microdescriptor(101));
    answer(documents(strange));
    failed();
    assertThat(path()).startsWith("/tor/micro/d/");
    List<Microdescriptor> mixed = new ArrayList<>(strange);
    mixed.addAll(microdescriptors);
    answer(documents(mixed));
    assertThat(networks).hasSize(1);
    assertThat(networks.get(0).microdescriptors())
        .containsExactlyInAnyOrderElementsOf(microdescriptors);
  }

  @Test
  void someMicrodescriptors_areUsed_andTheOthersAskedForAgain() {
    start();
    answer(text.signed());
    answer(certificates(ONE, TWO, THREE));
    // Three of four relays make 42 % of all paths: not enough.
    answer(documents(microdescriptors.subList(0, 3)));
    assertThat(networks).isEmpty();
    assertThat(path())
        .startsWith("/tor/micro/d/")
        .contains(base64(microdescriptors.get(3).digest()))
        .doesNotContain(base64(microdescriptors.get(0).digest()));
    answer(documents(microdescriptors));
    assertThat(networks).hasSize(1);
  }

  @Test
  void cachesThatLagBehind_arePassedOverAtOnce_andAnAuthorityIsNot() {
    start();
    answer(text.signed());
    answer(certificates(ONE, TWO, THREE));
    answer(documents(microdescriptors.subList(0, 3)));
    for (int cache = 0; cache < 2; cache++) {
      assertThat(last().source().onionKey()).as("a cache's").isNotNull();
      int before = asked.size();
      last().answer().setSuccess(new DirectoryResponse.NotFound());
      loop.runPendingTasks();
      assertThat(asked).hasSize(before + 1);
    }
    assertThat(last().source().onionKey()).as("an authority's").isNull();
    last().answer().setSuccess(new DirectoryResponse.NotFound());
    failed();
    answer(documents(microdescriptors));
    assertThat(networks.get(networks.size() - 1).relays()).hasSize(RELAYS);
  }

  @Test
  void nextConsensus_isFetchedBeforeThisOneEnds() {
    firstStart();
    int before = asked.size();
    pass(Duration.ofMinutes(94));
    assertThat(asked).as("caches need until 13:45").hasSize(before);
    pass(Duration.ofMinutes(67));
    assertThat(asked).hasSize(before + 1);
    assertThat(path()).contains("consensus-microdesc");
    assertThat(last().request().modifiedSince())
        .isEqualTo(ConsensusText.VALID_AFTER.plusSeconds(180));
    answer(text.signed());
    // It is the one we have.
    failed();
    assertThat(path()).contains("consensus-microdesc");
  }

  @Test
  void close_endsIt() {
    start();
    bootstrap.close();
    last().answer().setSuccess(new DirectoryResponse.NotFound());
    pass(Duration.ofHours(1));
    assertThat(asked).hasSize(1);
  }

  private void firstStart() {
    start();
    answer(text.signed());
    answer(certificates(ONE, TWO, THREE));
    answer(documents(microdescriptors));
    assertThat(networks).hasSize(1);
  }

  private void restart() {
    bootstrap.close();
    asked.clear();
    networks.clear();
    bootstrap = bootstrap();
    start();
  }

  private void start() {
    bootstrap.start();
    loop.runPendingTasks();
  }

  /** The last answer was a failure: something is asked again, but later. */
  private void failed() {
    int before = asked.size();
    loop.runPendingTasks();
    assertThat(asked).as("requests at once").hasSize(before);
    pass(Duration.ofMinutes(10));
    assertThat(asked).as("requests after a while").hasSize(before + 1);
  }

  private void pass(Duration time) {
    now = now.plus(time);
    loop.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    loop.runPendingTasks();
  }

  private Asked last() {
    return asked.get(asked.size() - 1);
  }

  private String path() {
    return last().request().path();
  }

  private void answer(byte[] body) {
    last().answer().setSuccess(new DirectoryResponse.Found(Bytes.copyFrom(body)));
    loop.runPendingTasks();
  }

  private static byte[] certificates(TestAuthority... authorities) {
    StringBuilder all = new StringBuilder();
    for (TestAuthority each : authorities) {
      all.append(each.certificateText());
    }
    return all.toString().getBytes(US_ASCII);
  }

  private static byte[] documents(List<Microdescriptor> all) {
    StringBuilder documents = new StringBuilder();
    for (Microdescriptor each : all) {
      documents.append(new String(each.text().toByteArray(), US_ASCII));
    }
    return documents.toString().getBytes(US_ASCII);
  }

  private static Microdescriptor microdescriptor(int number) throws DecodeException {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    key[1] = 1;
    return Microdescriptor.read(
        ("onion-key\nntor-onion-key " + base64(Bytes.copyFrom(key)) + "\np accept 1-65535\n")
            .getBytes(US_ASCII));
  }

  private static Authority authority(TestAuthority authority) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new Authority(
        "test",
        authority.identity(),
        authority.identity(),
        new InetSocketAddress(loopback, 80),
        new InetSocketAddress(loopback, 9001));
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }
}
