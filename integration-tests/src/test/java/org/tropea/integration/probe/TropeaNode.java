package org.tropea.integration.probe;

import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.certificate.LinkCertificate;
import org.tropea.crypto.certificate.RsaCrossCertificate;
import org.tropea.crypto.certificate.RsaIdentityCertificate;
import org.tropea.crypto.handshake.NtorRelay;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.protocol.channel.ChannelListener;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.ChannelTls;
import org.tropea.protocol.channel.CircuitAcceptor;
import org.tropea.protocol.channel.LinkKeys;
import org.tropea.protocol.channel.LinkParty;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.stream.StreamAcceptor;
import org.tropea.protocol.stream.TorStream;
import org.tropea.relay.circuit.CreateQueue;
import org.tropea.relay.exit.ExitConnector;
import org.tropea.relay.exit.ExitRules;

/** A relay of ours on a free loopback port: an exit to any IPv4 address, no directory. */
final class TropeaNode implements AutoCloseable {
  private static final int MAX_WAITING_HANDSHAKES = 1000;

  private final MultiThreadIoEventLoopGroup group;
  private final ExecutorService handshakes =
      new ThreadPoolExecutor(
          1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING_HANDSHAKES));
  private final ExitConnector exit =
      new ExitConnector(() -> new ExitRules((a, p) -> true, (a, p) -> false));
  private final ProbedNode node;

  /** A relay on so many event loops. */
  TropeaNode(String name, int loops) throws GeneralSecurityException {
    SecureRandom random = new SecureRandom();
    Curve25519 curve = Curve25519.fastest();
    group =
        new MultiThreadIoEventLoopGroup(
            loops, new DefaultThreadFactory(name), NioIoHandler.newFactory());
    RsaSigningKey rsa = RsaSigningKey.generate(1024, random);
    Ed25519SigningKey master = Ed25519SigningKey.generate(random);
    LinkKeys keys = linkKeys(rsa, master, random);
    X25519PrivateKey secret = X25519PrivateKey.generate(random);
    X25519KeyPair onionKey = new X25519KeyPair(curve.publicKey(secret), secret);
    // The links need an acceptor, and the acceptor needs links.
    CompletableFuture<CircuitAcceptor> acceptor = new CompletableFuture<>();
    LinkParty party =
        new LinkParty(
            ChannelTls.best(),
            curve,
            InstantSource.system(),
            random,
            () -> keys,
            List.of(InetAddress.getLoopbackAddress()),
            (channel, create) -> acceptor.join().onCreate(channel, create));
    ChannelRegistry registry = new ChannelRegistry(group.next(), group::next, party);
    acceptor.complete(
        new CreateQueue(
            handshakes,
            () -> new NtorRelay(curve, rsa.publicKey().identity(), List.of(onionKey), random),
            registry,
            rsa.publicKey().identity(),
            address -> true,
            new Streams(),
            random));
    Channel listening =
        ChannelListener.bind(
                party, registry, group, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
    node =
        new ProbedNode(
            name,
            (InetSocketAddress) listening.localAddress(),
            rsa.publicKey().identity(),
            master.identity(),
            onionKey.publicKey());
  }

  ProbedNode node() {
    return node;
  }

  private static LinkKeys linkKeys(RsaSigningKey rsa, Ed25519SigningKey master, SecureRandom random)
      throws GeneralSecurityException {
    Instant now = Instant.now();
    Instant expires = now.plus(Duration.ofDays(30));
    Ed25519SigningKey signing = Ed25519SigningKey.generate(random);
    Ed25519SigningKey authentication = Ed25519SigningKey.generate(random);
    RsaIdentityCertificate identity = RsaIdentityCertificate.create(rsa, now, random);
    LinkCertificate tls = LinkCertificate.create(rsa, identity, now, random);
    byte[] tlsDigest = Digest.sha256(tls.certificate().getEncoded());
    return new LinkKeys(
        tls,
        identity,
        RsaCrossCertificate.sign(rsa, master.identity(), expires),
        Ed25519Certificate.sign(
            master,
            CertificateType.SIGNING_KEY,
            CertifiedKey.of(signing.identity()),
            expires,
            true),
        Ed25519Certificate.sign(
            signing,
            CertificateType.TLS_LINK,
            CertifiedKey.ofX509Digest(tlsDigest),
            expires,
            false),
        Ed25519Certificate.sign(
            signing,
            CertificateType.AUTHENTICATION,
            CertifiedKey.of(authentication.identity()),
            expires,
            false),
        authentication);
  }

  private final class Streams implements StreamAcceptor {
    @Override
    public void onBegin(TorStream stream, Begin begin) {
      exit.connect(stream, begin);
    }

    @Override
    public void onBeginDirectory(TorStream stream) {
      stream.end(End.of(EndReason.NOT_DIRECTORY));
    }

    @Override
    public void onResolve(Resolve resolve, Consumer<Resolved> answer) {
      exit.resolve(group.next(), resolve, answer);
    }
  }

  @Override
  public void close() {
    exit.close();
    handshakes.shutdownNow();
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
