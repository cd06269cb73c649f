package org.tropea.directory.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.TestAuthority;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.ReachableAddresses;
import org.tropea.directory.store.DocumentStore;

/** A {@link Bootstrap} of four relays and three authorities, whose requests the test answers. */
abstract class ScriptedBootstrap {
  static final String FLAGS = "Exit Fast Guard Running V2Dir Valid";
  static final Instant LATER = Instant.parse("2027-01-01T00:00:00Z");
  static final TestAuthority ONE = TestAuthority.until(LATER);
  static final TestAuthority TWO = TestAuthority.until(LATER);
  static final TestAuthority THREE = TestAuthority.until(LATER);
  static final int RELAYS = 4;

  @TempDir Path folder;

  final EmbeddedChannel loop = new EmbeddedChannel();
  final List<Asked> asked = new ArrayList<>();
  final List<BootstrapPhase> phases = new ArrayList<>();
  final List<NetworkView> networks = new ArrayList<>();
  final List<String> obstacles = new ArrayList<>();
  final List<Consensus> consensuses = new ArrayList<>();
  final List<String> failures = new ArrayList<>();
  final List<Duration> pauses = new ArrayList<>();
  final List<Microdescriptor> microdescriptors = new ArrayList<>();
  final ConsensusText text = new ConsensusText(ONE, TWO, THREE);
  Instant now = ConsensusText.VALID_AFTER.plus(Duration.ofMinutes(10));
  boolean listenerFails;
  Bootstrap bootstrap;

  Bootstrap bootstrap() {
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
        new Bootstrap.Settings(
            List.of(authority(ONE), authority(TWO), authority(THREE)),
            List.of(),
            0.6,
            ReachableAddresses.ALL),
        tunnel,
        new DocumentStore(folder),
        () -> now,
        new SecureRandom(),
        new WeightedCaches(),
        new Bootstrap.Listener() {
          @Override
          public void phase(BootstrapPhase phase) {
            phases.add(phase);
          }

          @Override
          public void consensus(Consensus taken) {
            consensuses.add(taken);
          }

          @Override
          public void failed(String why, Duration pause) {
            failures.add(why);
            pauses.add(pause);
          }

          @Override
          public void network(NetworkView view) {
            if (listenerFails) {
              throw new IllegalStateException("of a test");
            }
            networks.add(view);
          }

          @Override
          public void obsolete(String why) {
            obstacles.add(why);
          }
        });
  }

  /** A request that waits for its answer. */
  record Asked(
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

  void firstStart() {
    start();
    answer(text.signed());
    answer(certificates(ONE, TWO, THREE));
    answer(documents(microdescriptors));
    assertThat(networks).hasSize(1);
  }

  void start() {
    bootstrap.start();
    loop.runPendingTasks();
  }

  /** The last answer was a failure: something is asked again, but later. */
  void failed() {
    int before = asked.size();
    loop.runPendingTasks();
    assertThat(asked).as("requests at once").hasSize(before);
    for (int second = 0; second < 600 && asked.size() == before; second++) {
      pass(Duration.ofSeconds(1));
    }
    assertThat(asked).as("requests after a while").hasSize(before + 1);
  }

  void pass(Duration time) {
    now = now.plus(time);
    loop.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    loop.runPendingTasks();
  }

  Asked last() {
    return asked.get(asked.size() - 1);
  }

  String path() {
    return last().request().path();
  }

  void answer(byte[] body) {
    last().answer().setSuccess(new DirectoryResponse.Found(Bytes.copyFrom(body)));
    loop.runPendingTasks();
  }

  static byte[] certificates(TestAuthority... authorities) {
    StringBuilder all = new StringBuilder();
    for (TestAuthority each : authorities) {
      all.append(each.certificateText());
    }
    return all.toString().getBytes(US_ASCII);
  }

  static byte[] documents(List<Microdescriptor> all) {
    StringBuilder documents = new StringBuilder();
    for (Microdescriptor each : all) {
      documents.append(new String(each.text().toByteArray(), US_ASCII));
    }
    return documents.toString().getBytes(US_ASCII);
  }

  static Microdescriptor microdescriptor(int number) throws DecodeException {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    key[1] = 1;
    return Microdescriptor.read(
        ("onion-key\nntor-onion-key " + base64(Bytes.copyFrom(key)) + "\np accept 1-65535\n")
            .getBytes(US_ASCII));
  }

  static Authority authority(TestAuthority authority) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new Authority(
        "test",
        authority.identity(),
        authority.identity(),
        new InetSocketAddress(loopback, 80),
        new InetSocketAddress(loopback, 9001));
  }

  static String base64(Bytes bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }
}
