package org.tropea.relay.servicedirectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.directory.document.OnionServiceDescriptor;
import org.tropea.directory.document.UnverifiedOnionServiceDescriptor;
import org.tropea.directory.serve.Answer;
import org.tropea.directory.serve.DirectoryQuery;
import org.tropea.directory.serve.DirectoryServer;
import org.tropea.directory.serve.DocumentRoutes;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.stream.DirectoryCircuit;

/** Descriptors of onion services at a relay, and who may give and get them (row O24). */
class ServiceRoutesTest {
  private static final Instant NOW = Instant.parse("2026-11-28T05:00:00Z");
  private static final String PUBLISH = "/tor/hs/3/publish";

  private Instant now = NOW;
  private int limit = UnverifiedOnionServiceDescriptor.LENGTH_LIMIT;
  private final DescriptorCache cache = cache(1 << 30);

  private DescriptorCache cache(long most) {
    return new DescriptorCache(Curve25519.fastest(), () -> now, most, () -> limit);
  }

  /** A circuit that counts how often it was ended. */
  private static final class Circuit implements DirectoryCircuit {
    private final boolean singleHop;
    private boolean had;
    private int destroyed;

    Circuit(boolean singleHop) {
      this.singleHop = singleHop;
    }

    @Override
    public boolean isSingleHop() {
      return singleHop;
    }

    @Override
    public boolean takeServiceTurn() {
      boolean first = !had;
      had = true;
      return first;
    }

    @Override
    public void destroy(DestroyReason reason) {
      destroyed++;
    }
  }

  private ServiceRoutes routes(Circuit circuit) {
    return new ServiceRoutes(new DocumentRoutes(() -> now), cache, Runnable::run, circuit);
  }

  private static Ed25519SigningKey key(int number) {
    byte[] seed = new ByteWriter().bytes(new byte[28]).i32(number).toByteArray();
    return Ed25519SigningKey.fromSeed(seed);
  }

  private byte[] descriptor(int service, long revision, Duration lifetime, int length) {
    Ed25519SigningKey signing = key(-1);
    Ed25519Certificate certificate =
        Ed25519Certificate.sign(
            key(service),
            CertificateType.ONION_DESCRIPTOR_SIGNING,
            CertifiedKey.of(signing.identity()),
            now.plus(Duration.ofHours(54)),
            true);
    return OnionServiceDescriptor.sign(certificate, signing, lifetime, revision, new byte[length]);
  }

  private byte[] descriptor(int service, long revision) {
    return descriptor(service, revision, Duration.ofHours(3), 10_000);
  }

  private int post(byte[] descriptor) {
    return post(new Circuit(false), PUBLISH, descriptor);
  }

  private int post(Circuit circuit, String path, byte[] body) {
    Answer answer = routes(circuit).post(path, null, body).toCompletableFuture().join();
    return ((Answer.Status) answer).code();
  }

  private Answer get(Circuit circuit, int service) {
    String key = key(service).identity().toBase64();
    return routes(circuit).get(new DirectoryQuery("/tor/hs/3/" + key, null));
  }

  /** What a client gets, as it is however much it would take; empty where it is not found. */
  private byte[] fetched(int service) {
    EmbeddedChannel channel = new EmbeddedChannel();
    new DirectoryServer(new DocumentRoutes(() -> now), () -> now)
        .install(channel, null, routes(new Circuit(false)));
    String request =
        "GET /tor/hs/3/"
            + key(service).identity().toBase64()
            + " HTTP/1.0\r\nAccept-Encoding: deflate, x-zstd\r\n\r\n";
    channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
    channel.runPendingTasks();
    StringBuilder all = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.append(part.toString(StandardCharsets.ISO_8859_1));
      part.release();
    }
    channel.finishAndReleaseAll();
    String reply = all.toString();
    if (!reply.startsWith("HTTP/1.0 200 OK\r\n")) {
      assertThat(reply).startsWith("HTTP/1.0 404 Not found\r\n");
      return new byte[0];
    }
    int end = reply.indexOf("\r\n\r\n") + 4;
    assertThat(reply.substring(0, end))
        .contains("Content-Encoding: identity\r\n", "Pragma: no-cache\r\n")
        .contains("Content-Length: " + (reply.length() - end) + "\r\n");
    return reply.substring(end).getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void published_isFetchedByItsBlindedKey() {
    byte[] text = descriptor(1, 5);
    assertThat(post(text)).isEqualTo(200);
    assertThat(fetched(1)).isEqualTo(text);
    assertThat(fetched(2)).isEmpty();
  }

  /** Case onion-11. */
  @Test
  void lowerOrEqualRevision_isRefused_andAHigherReplaces() {
    assertThat(post(descriptor(1, 5))).isEqualTo(200);
    assertThat(post(descriptor(1, 5))).isEqualTo(400);
    assertThat(post(descriptor(1, 4))).isEqualTo(400);
    // Revisions have 64 bits, and no sign.
    byte[] highest = descriptor(1, -1);
    assertThat(post(highest)).isEqualTo(200);
    assertThat(post(descriptor(1, Long.MAX_VALUE))).isEqualTo(400);
    assertThat(fetched(1)).isEqualTo(highest);
    assertThat(cache.size()).isEqualTo(1);
    assertThat(cache.bytes()).isBetween((long) highest.length, highest.length + 1000L);
  }

  /** Case onion-11. */
  @Test
  void tooLong_orNotGenuine_orExpired_isRefused() {
    byte[] good = descriptor(1, 5);
    limit = good.length;
    assertThat(post(good)).isEqualTo(400);
    assertThat(routes(new Circuit(false)).uploadLimit(PUBLISH)).isEqualTo(limit);
    Answer tooLarge = routes(new Circuit(false)).tooLarge(PUBLISH);
    assertThat(tooLarge).isEqualTo(Answer.status(400, "Invalid HS descriptor. Rejected."));
    limit++;
    byte[] bad = good.clone();
    bad[bad.length / 2] ^= 1;
    assertThat(post(bad)).isEqualTo(400);
    assertThat(post(new byte[0])).isEqualTo(400);
    now = now.plus(Duration.ofHours(56));
    assertThat(post(good)).isEqualTo(400);
    assertThat(cache.size()).isZero();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void anyChangedByte_isRefused() {
    byte[] good = descriptor(1, 5, Duration.ofHours(3), 60);
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(7));
      assertThat(post(bad)).isEqualTo(400);
      assertThat(post(Arrays.copyOf(good, random.nextInt(good.length)))).isEqualTo(400);
    }
  }

  /** Row O24: nobody's address is seen together with the service that he wants. */
  @Test
  void straightFromAClient_nothingIsTakenOrGiven() {
    assertThat(post(descriptor(1, 5))).isEqualTo(200);
    assertThat(post(new Circuit(true), PUBLISH, descriptor(2, 5))).isEqualTo(503);
    assertThat(get(new Circuit(true), 1))
        .isEqualTo(Answer.status(503, "Rejecting single hop HS v3 descriptor request"));
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void secondDescriptorOnACircuit_endsIt() {
    Circuit gets = new Circuit(false);
    assertThat(post(gets, PUBLISH, descriptor(1, 5))).isEqualTo(200);
    assertThat(gets.destroyed).isZero();
    assertThat(get(gets, 1)).isInstanceOf(Answer.Status.class);
    assertThat(gets.destroyed).isEqualTo(1);
    Circuit posts = new Circuit(false);
    assertThat(get(posts, 1)).isInstanceOf(Answer.Found.class);
    assertThat(post(posts, PUBLISH, descriptor(2, 5))).isEqualTo(400);
    assertThat(posts.destroyed).isEqualTo(1);
    assertThat(cache.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tor/hs/", "/tor/hs/2/publish", "/tor/hs/3/", "/tor/hs/4/publish"})
  void otherPaths_takeNothing(String path) {
    assertThat(post(new Circuit(false), path, descriptor(1, 5))).isEqualTo(400);
    assertThat(cache.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "%", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void whatIsNoKey_isNotFound(String key) {
    assertThat(routes(new Circuit(false)).get(new DirectoryQuery("/tor/hs/3/" + key, null)))
        .isEqualTo(Answer.notFound());
  }

  @Test
  void allElse_isOthers() {
    Circuit circuit = new Circuit(true);
    ServiceRoutes routes = routes(circuit);
    assertThat(routes.get(new DirectoryQuery("/tor/robots.txt", null)))
        .isInstanceOf(Answer.Found.class);
    assertThat(routes.uploadLimit("/tor/")).isZero();
    assertThat(post(circuit, "/tor/", new byte[0])).isEqualTo(400);
    assertThat(circuit.destroyed).isZero();
  }

  @Test
  void lifetimeThatIsOver_endsIt() {
    assertThat(post(descriptor(1, 5, Duration.ofMinutes(30), 100))).isEqualTo(200);
    assertThat(post(descriptor(2, 5, Duration.ofHours(12), 100))).isEqualTo(200);
    now = now.plus(Duration.ofMinutes(30));
    assertThat(fetched(1)).isEmpty();
    assertThat(fetched(2)).isNotEmpty();
    cache.forgetExpired();
    assertThat(cache.size()).isEqualTo(1);
    now = now.plus(Duration.ofHours(12));
    cache.forgetExpired();
    assertThat(cache.size()).isZero();
    assertThat(cache.bytes()).isZero();
  }

  /** Case onion-12: what is fetched stays, the newest too, and the bound holds. */
  @Test
  void tooMany_forgetThoseThatWereFetchedLeast() throws Exception {
    long most = 200_000;
    DescriptorCache small = cache(most);
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      byte[] text = descriptor(i, 1, Duration.ofHours(3), 5_000);
      all.add(text);
      small.store(text);
      assertThat(small.find(key(i).identity())).isNotNull();
      small.find(key(0).identity());
      assertThat(small.bytes()).isLessThan(most + 50_000);
    }
    assertThat(small.size()).isLessThan(40);
    assertThat(small.find(key(0).identity())).isNotNull();
    // How often it was fetched goes on with the next of the same service.
    small.store(descriptor(0, 2, Duration.ofHours(3), 5_000));
    for (int i = 100; i < 140; i++) {
      small.store(descriptor(i, 1, Duration.ofHours(3), 5_000));
    }
    assertThat(small.find(key(0).identity())).isNotNull();
    assertThatThrownBy(() -> small.store(all.get(0))).isInstanceOf(DecodeException.class);
    assertThat(new String(all.get(0), StandardCharsets.US_ASCII)).startsWith("hs-descriptor 3");
  }
}
