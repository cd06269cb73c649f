package org.tropea.relay;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.certificate.LinkCertificate;
import org.tropea.crypto.certificate.RsaCrossCertificate;
import org.tropea.crypto.certificate.RsaIdentityCertificate;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.network.NetworkFlow;
import org.tropea.directory.network.Parameters;
import org.tropea.protocol.channel.AddressAllowance;
import org.tropea.protocol.channel.ChannelListener;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.LinkKeys;
import org.tropea.protocol.channel.LinkLimits;
import org.tropea.protocol.channel.LinkParty;
import org.tropea.protocol.channel.LinkRates;
import org.tropea.protocol.channel.LinkRules;
import org.tropea.protocol.channel.LinkWatch;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.dial.TcpDialler;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.memory.MemoryAccount;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.stream.DirectoryCircuit;
import org.tropea.protocol.stream.StreamAcceptor;
import org.tropea.protocol.stream.TorStream;
import org.tropea.relay.circuit.CircuitRules;
import org.tropea.relay.circuit.ConfluxSets;
import org.tropea.relay.circuit.CreateQueue;
import org.tropea.relay.circuit.HandshakeLoad;
import org.tropea.relay.circuit.Identities;
import org.tropea.relay.circuit.OnionHandshakes;
import org.tropea.relay.circuit.RelayCircuitWatch;
import org.tropea.relay.defence.FloodDefence;
import org.tropea.relay.exit.ExitConnector;
import org.tropea.relay.exit.ExitSettings;
import org.tropea.relay.exit.ExitWatch;
import org.tropea.relay.rendezvous.OnionServiceTable;

/**
 * A relay on a free loopback port: links, circuits and an exit that serves loopback, no directory.
 */
final class TestRelay implements AutoCloseable {
  final Curve25519 curve = Curve25519.fastest();
  final X25519KeyPair onionKey;
  final RelayTarget target;
  private final MultiThreadIoEventLoopGroup group;
  private final ChannelGroup links;
  private final ExecutorService handshakes = Executors.newSingleThreadExecutor();
  private final ExitConnector exit;

  TestRelay(int loops, SecureRandom random) throws Exception {
    group =
        new MultiThreadIoEventLoopGroup(
            loops, new DefaultThreadFactory("relay"), NioIoHandler.newFactory());
    exit =
        new ExitConnector(
            ExitSettings.of(new ExitPolicy(List.of())).withHijackCheck(false, List.of()),
            target -> false,
            group.next(),
            random,
            new TcpDialler(),
            ExitWatch.silent(),
            MemoryAccount.unlimited());
    RsaSigningKey rsa = RsaSigningKey.generate(1024, random);
    Ed25519SigningKey master = Ed25519SigningKey.generate(random);
    LinkKeys keys = linkKeys(rsa, master, Instant.now(), random);
    X25519PrivateKey secret = X25519PrivateKey.generate(random);
    onionKey = new X25519KeyPair(curve.publicKey(secret), secret);
    LinkPartyHolder holder = new LinkPartyHolder();
    ChannelRegistry registry =
        new ChannelRegistry(group.next(), () -> group.next(), holder.party(keys));
    holder.acceptor =
        new CreateQueue(
            handshakes,
            new HandshakeLoad(
                1,
                () -> Duration.ofMinutes(1),
                () -> Duration.ofMinutes(1),
                InstantSource.system()),
            () ->
                new OnionHandshakes(
                    curve,
                    new Identities(rsa.publicKey().identity(), master.identity()),
                    List.of(onionKey),
                    random),
            registry,
            new Identities(rsa.publicKey().identity(), master.identity()),
            new CircuitRules(
                address -> true,
                relay -> true,
                () -> NetworkFlow.atRelay(Parameters.NONE),
                FloodDefence.none()),
            new Streams(),
            RelayCircuitWatch.silent(),
            ConfluxSets.none(),
            OnionServiceTable.plain(Curve25519.fastest()),
            random);
    links = new DefaultChannelGroup(group.next());
    Channel listening =
        ChannelListener.bind(
                holder.party,
                registry,
                group,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                links,
                AddressAllowance.UNLIMITED)
            .sync()
            .channel();
    target =
        new RelayTarget(
            rsa.publicKey().identity(),
            master.identity(),
            List.of((InetSocketAddress) listening.localAddress()));
  }

  private static LinkKeys linkKeys(
      RsaSigningKey rsa, Ed25519SigningKey master, Instant now, SecureRandom random)
      throws Exception {
    Instant expires = now.plus(Duration.ofDays(30));
    Ed25519SigningKey signing = Ed25519SigningKey.generate(random);
    Ed25519SigningKey authentication = Ed25519SigningKey.generate(random);
    RsaIdentityCertificate identity = RsaIdentityCertificate.create(rsa, now, random);
    LinkCertificate tls = LinkCertificate.create(rsa, identity, now, random);
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
            CertifiedKey.ofX509Digest(Digest.sha256(tls.certificate().getEncoded())),
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

  /**
   * Ties the knot between the links, which need an acceptor, and the acceptor, which needs links.
   */
  @SuppressWarnings(
      "NullAway.Init") // The constructor of TestRelay sets both before any link is opened.
  private static final class LinkPartyHolder {
    private CreateQueue acceptor;
    private LinkParty party;

    LinkParty party(LinkKeys keys) {
      party =
          new LinkParty(
              Machine.best(),
              () -> keys,
              List.of(InetAddress.getLoopbackAddress()),
              (channel, create) -> acceptor.onCreate(channel, create),
              LinkLimits.STANDARD,
              LinkRates.UNLIMITED,
              () -> LinkRules.STANDARD,
              LinkWatch.silent());
      return party;
    }
  }

  private final class Streams implements StreamAcceptor {
    @Override
    public void onBegin(TorStream stream, Begin begin) {
      exit.connect(stream, begin);
    }

    @Override
    public void onBeginDirectory(TorStream stream, DirectoryCircuit circuit) {
      stream.end(End.of(EndReason.NOT_DIRECTORY));
    }

    @Override
    public void onResolve(EventLoop loop, Resolve resolve, Consumer<Resolved> answer) {
      exit.resolve(loop, resolve, answer);
    }
  }

  @Override
  public void close() {
    links.close().awaitUninterruptibly();
    exit.close();
    handshakes.shutdownNow();
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
