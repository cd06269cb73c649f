package org.tropea.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.document.Base64Digest;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.DescriptorKeys;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.ExtraInfo;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.MicrodescriptorText;
import org.tropea.directory.document.PortPolicy;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RelayDescription.Bandwidth;
import org.tropea.directory.document.RelayDescriptionBuilder;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.fetch.UploadResponse;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.Subprotocol;
import org.tropea.directory.release.Release;
import org.tropea.directory.serve.DirectoryServer;
import org.tropea.directory.serve.DocumentRoutes;
import org.tropea.protocol.dial.TcpDialler;
import org.tropea.relay.cache.DirectoryMirror;
import org.tropea.relay.keys.RelayKeyStore;
import org.tropea.relay.keys.RelayKeys;
import org.tropea.relay.self.DescriptorPublisher;
import org.tropea.relay.self.DescriptorWatch;
import org.tropea.relay.self.SelfDescription;

/** A relay's documents among C tor's: keys on disk, the descriptor it posts, what it mirrors. */
class RelayDirectoryTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final int PATIENCE_SECONDS = 90;

  private static final List<String> POLICIES =
      List.of(
          "accept *:*",
          "reject *:*",
          "reject 18.0.0.0/8:*,accept *:*",
          "reject 0.0.0.0/2:80,accept *:*",
          "reject 16.0.0.0/7:443,reject 20.0.0.0/7:443,accept *:*",
          "reject 16.0.0.0/7:443,accept *:443,reject *:*",
          "reject private:*,accept *:80,accept *:81-90,accept *:443,reject *:*",
          "reject private:*,reject *:25,reject *:119,accept *:*",
          "accept 1.2.3.4:80,reject *:80,accept *:*",
          "reject *6:*,accept *:22-23,reject *:*",
          "reject [2000::]/3:80,accept *:80,accept *:443,reject *:*",
          "reject [2600::]/16:80,accept *6:80,reject *6:*,accept *4:1-65535",
          "reject 1.2.0.0/255.255.0.0:1-2,accept *:*",
          IntStream.range(0, 200)
              .mapToObj(i -> "accept *:" + (10_000 + 7 * i))
              .collect(Collectors.joining(",", "", ",reject *:*")));

  @RegisterExtension final TestLoop loop = new TestLoop();
  private final ExecutorService documents = Executors.newSingleThreadExecutor();

  @TempDir Path folder;

  @AfterEach
  void stop() throws InterruptedException {
    documents.shutdownNow();
    assertThat(documents.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void keysOfOurs_readByCtor_giveTheSameFingerprints() throws Exception {
    RelayKeys keys = new RelayKeyStore(folder, "ours", CURVE, RANDOM).load(Instant.now());
    byte[] ntor = Files.readAllBytes(folder.resolve("keys/secret_onion_key_ntor"));
    Path torrc =
        Files.write(
            folder.resolve("torrc"),
            List.of("Nickname ours", "DataDirectory " + folder, "ORPort 9", "ExitRelay 0"));
    for (String option : List.of("", "ed25519")) {
      Process tor =
          new ProcessBuilder(
                  CtorPrograms.newest().tor(),
                  "--quiet",
                  "--list-fingerprint",
                  option,
                  "-f",
                  torrc.toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(tor.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(output.replace(" ", "").replace("Nickname", ""))
          .contains(
              option.isEmpty() ? keys.rsaIdentity().toHex() : keys.ed25519Identity().toBase64());
      assertThat(tor.waitFor()).isZero();
    }
    assertThat(Files.readAllBytes(folder.resolve("keys/secret_onion_key_ntor"))).isEqualTo(ntor);
  }

  @Test
  void descriptorAndMirror_amongCtorAuthorities_areTakenAndEqual() throws Exception {
    try (CtorNetwork network =
        CtorNetwork.start(folder.resolve("network"), new CtorNetwork.Layout(3, 1, 1, 0))) {
      List<Authority> authorities = network.authorities();
      InetSocketAddress theirs = authorities.get(0).directoryAddress();
      EventLoop eventLoop = loop.loop();
      DirectoryPort port = new DirectoryPort(eventLoop, documents, new TcpDialler());
      DocumentRoutes routes = new DocumentRoutes(Clock.systemUTC());
      BlockingQueue<Consensus> consensuses = new LinkedBlockingQueue<>();
      DirectoryMirror mirror =
          new DirectoryMirror(
              new DirectoryMirror.Settings(authorities, port, documents, routes, CURVE),
              Clock.systemUTC(),
              RANDOM,
              consensuses::add);
      BlockingQueue<SelfDescription> published = new LinkedBlockingQueue<>();
      RelayKeys keys =
          new RelayKeyStore(folder.resolve("ours"), "ours", CURVE, RANDOM).load(Instant.now());
      DescriptorPublisher publisher =
          new DescriptorPublisher(
              DescriptorPublisher.Source.of(
                  RelayDirectoryTest::description, () -> keys, () -> true, () -> List.of()),
              new DescriptorPublisher.Settings(
                  authorities, false, port, documents, DescriptorWatch.silent()),
              Clock.systemUTC(),
              RANDOM,
              published::add);
      publisher.start();
      mirror.start();
      SelfDescription self = published.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(self).isNotNull();

      InetSocketAddress ours = serve(eventLoop, routes);
      Consensus consensus = mirrored(consensuses, routes);
      assertThat(publisher.toldAll().await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(get(theirs, "/tor/server/fp/" + keys.rsaIdentity().toHex()))
          .isEqualTo(text(self.descriptor().text()));
      assertThat(get(theirs, "/tor/extra/fp/" + keys.rsaIdentity().toHex()))
          .isEqualTo(text(self.extraInfo().text()));
      for (RelayEntry entry : consensus.relays()) {
        String path = "/tor/micro/d/" + Base64Digest.write(entry.microdescriptor());
        assertThat(get(ours, path)).isEqualTo(get(theirs, path));
      }
      for (Bytes digest : routes.documents().descriptors().keySet()) {
        String path = "/tor/server/d/" + HexFormat.of().formatHex(digest.toByteArray());
        assertThat(get(ours, path)).isEqualTo(get(theirs, path).stripTrailing() + "\n");
      }
      assertThat(get(ours, "/tor/keys/all")).hasSameSizeAs(get(theirs, "/tor/keys/all"));
      assertThat(get(ours, "/tor/status-vote/current/consensus"))
          .startsWith("network-status-version 3\n");
      publisher.close();
      mirror.close();
      assertVotedAsSummarised(network.node("authority0"), port);
    }
  }

  /** What C tor's votes say of policies and families of every kind is what we make of them. */
  private void assertVotedAsSummarised(CtorNode authority, DirectoryPort port) throws Exception {
    InetSocketAddress theirs =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), authority.directoryPort());
    Map<String, RouterDescriptor> posted = new HashMap<>();
    for (String policy : POLICIES) {
      String name = "policy" + posted.size();
      Path keys = Files.createDirectory(folder.resolve(name));
      // One time for both: C tor refuses the two where a second lies between them.
      Instant now = Instant.now();
      DescriptorKeys signers =
          new RelayKeyStore(keys, name, CURVE, RANDOM).load(now).forDescriptor(now);
      ExtraInfo extraInfo = ExtraInfo.sign(name, now, signers);
      RouterDescriptor descriptor =
          RouterDescriptor.sign(
              description(name)
                  .published(now)
                  .extraInfo(extraInfo.digests())
                  .family(List.of("$" + "ab".repeat(20) + "=Somebody", "Else", "anybody"))
                  .exitPolicy(ExitPolicy.read(List.of(policy.split(",", -1))))
                  .build(),
              signers);
      UploadResponse response =
          port.post(
                  theirs,
                  "/tor/",
                  (text(descriptor.text()) + text(extraInfo.text())).getBytes(US_ASCII))
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(response.accepted()).as("%s: %s", policy, response.reason()).isTrue();
      posted.put(name, descriptor);
    }
    String vote = voteOn(authority, theirs, "policy" + (POLICIES.size() - 1));
    for (var each : posted.entrySet()) {
      String entry = vote.substring(vote.indexOf("\nr " + each.getKey() + " ") + 1);
      entry =
          entry.substring(0, entry.indexOf("\nr ") < 0 ? entry.length() : entry.indexOf("\nr "));
      PortPolicy summary =
          each.getValue().description().exitPolicy().summary(ExitPolicy.IpVersion.IPV4);
      assertThat(entry).contains("\np " + summary.text() + "\n");
      Microdescriptor microdescriptor = MicrodescriptorText.of(each.getValue(), 35);
      assertThat(entry)
          .as(text(microdescriptor.text()))
          .contains("sha256=" + Base64Digest.write(microdescriptor.digest()));
    }
  }

  private static String voteOn(CtorNode authority, InetSocketAddress theirs, String name)
      throws Exception {
    try (ControlPort control = authority.control()) {
      control.ask("SETEVENTS NEWCONSENSUS");
      for (int i = 0; i < 5; i++) {
        control.awaitEvent("^NEWCONSENSUS", Duration.ofSeconds(PATIENCE_SECONDS));
        String vote = get(theirs, "/tor/status-vote/current/authority");
        if (vote.contains("\nr " + name + " ")) {
          return vote;
        }
      }
    }
    throw new AssertionError("no vote on what was posted");
  }

  private static RelayDescriptionBuilder description() {
    return description("ours");
  }

  private static RelayDescriptionBuilder description(String name) {
    return RelayDescription.builder(
            name, new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001))
        .platform(Release.current().platform("Linux"))
        .protocols(Subprotocol.SPOKEN.text())
        .bandwidth(new Bandwidth(1 << 20, 1 << 21, 0))
        .contact("test@example.com")
        .tunnelledDirectory(true);
  }

  /** The first consensus of which everything listed is mirrored. */
  private static Consensus mirrored(BlockingQueue<Consensus> consensuses, DocumentRoutes routes)
      throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      Consensus next = consensuses.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      int relays = next.relays().size();
      if (next.flavour() == Flavour.MICRODESC
          && routes.documents().microdescriptors().size() >= relays
          && routes.documents().descriptors().size() >= relays) {
        return next;
      }
    }
    throw new AssertionError("five consensuses came, and not all that they list");
  }

  private static InetSocketAddress serve(EventLoop loop, DocumentRoutes routes) {
    DirectoryServer server = new DirectoryServer(routes, Clock.systemUTC());
    Channel listener =
        new ServerBootstrap()
            .group(loop, loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    server.install(channel, null);
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    return (InetSocketAddress) listener.localAddress();
  }

  private static String text(Bytes document) {
    return new String(document.toByteArray(), US_ASCII);
  }

  private static String get(InetSocketAddress server, String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + server.getPort() + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    try (InputStream stream = connection.getInputStream()) {
      return new String(stream.readAllBytes(), US_ASCII);
    }
  }
}
