package org.tropea.authority;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.authority.rules.AddressRules;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.serve.DirectoryServer;
import org.tropea.directory.serve.DocumentRoutes;
import org.tropea.protocol.channel.ListenFailure;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.Settings;
import org.tropea.relay.keys.KeyFileException;

/**
 * A directory authority as it runs: the authority, its relay, and the DirPort where the others find
 * it. Has an event loop and two threads for documents beside those of its relay. Thread-safe.
 */
public final class AuthorityRelay implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuthorityRelay.class);
  private static final int DOCUMENT_THREADS = 2;
  private static final long CLOSE_SECONDS = 5;

  private final MultiThreadIoEventLoopGroup group;
  private final ExecutorService documents;
  private final ChannelGroup connections;
  private final DirectoryAuthority authority;
  private final AuthorityWatch watch;
  private final AtomicReference<@Nullable OnionRelay> relay = new AtomicReference<>();
  private final Channel listening;

  private AuthorityRelay(
      AuthoritySettings settings, AuthorityKeys keys, Machine machine, AuthorityObserver observer)
      throws IOException {
    watch = new AuthorityWatch(observer);
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("tropea-authority"), NioIoHandler.newFactory());
    documents =
        Executors.newFixedThreadPool(
            DOCUMENT_THREADS, new DefaultThreadFactory("tropea-authority-documents"));
    connections = new DefaultChannelGroup(group.next());
    authority =
        new DirectoryAuthority(
            settings,
            keys,
            new DirectoryAuthority.Workplace(
                new DirectoryPort(group.next(), documents, machine.dialler()),
                documents,
                new DocumentRoutes(machine.clock()),
                machine.curve(),
                machine.random(),
                machine.clock(),
                (target, reached) -> {
                  OnionRelay own = relay.get();
                  if (own != null) {
                    own.probe(target, reached);
                  }
                },
                consensus -> {
                  OnionRelay own = relay.get();
                  if (own != null) {
                    own.onConsensus(consensus);
                  }
                },
                watch));
    listening =
        bind(settings.place().listen(), new DirectoryServer(authority.routes(), machine.clock()));
  }

  /**
   * Starts an authority, which first looks for a consensus that others have and then votes; blocks
   * while keys are read or made. All ports stand in the settings, for others must know them.
   *
   * @param relay of its relay; the ports and the address are those of the {@code DirAuthority} line
   * @param observer told of its voting
   * @throws KeyFileException when a key of the relay cannot be used; nothing was overwritten
   * @throws IOException when a port cannot be opened
   */
  public static AuthorityRelay start(
      Settings relay,
      AuthoritySettings settings,
      AuthorityKeys keys,
      Machine machine,
      AuthorityObserver observer)
      throws IOException, KeyFileException {
    AuthorityRelay started = open(relay, settings, keys, machine, observer);
    started.voting(started.authority.start());
    return started;
  }

  /**
   * The same without voting: it takes uploads, and votes once it is told {@linkplain #vote when}.
   */
  public static AuthorityRelay open(
      Settings relay,
      AuthoritySettings settings,
      AuthorityKeys keys,
      Machine machine,
      AuthorityObserver observer)
      throws IOException, KeyFileException {
    AuthorityRelay opened = new AuthorityRelay(settings, keys, machine, observer);
    try {
      opened.relay.set(OnionRelay.start(relay, machine, opened.authority));
    } catch (IOException | KeyFileException | RuntimeException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  /** Votes from now on at these times, in the place of those of the settings; once. */
  public void vote(VotingTiming timing) {
    voting(authority.start(timing));
  }

  /** An authority that cannot begin to vote is of no use; that must not pass in silence. */
  private void voting(CompletionStage<Void> begun) {
    begun.whenComplete(
        (done, failure) -> {
          if (failure != null && !documents.isShutdown()) {
            log.error("Bug: the authority could not begin to vote; start it again", failure);
          }
        });
  }

  /** Reads {@code approved-routers} again, and takes these rules by address. */
  public void rule(AddressRules addresses) {
    authority.rule(addresses);
  }

  /**
   * Votes with these keys from the next round on.
   *
   * @throws IllegalArgumentException when they are another authority's
   */
  public void renew(AuthorityKeys keys) {
    authority.renew(keys);
  }

  /** Its relay. */
  public OnionRelay relay() {
    OnionRelay own = relay.get();
    if (own == null) {
      throw new IllegalStateException("an authority whose relay did not start is handed to nobody");
    }
    return own;
  }

  /** What it did so far. */
  public AuthorityTotals totals() {
    return watch.totals();
  }

  /** How its last round of voting went; null before one has ended. */
  public @Nullable RoundFacts lastRound() {
    return watch.lastRound();
  }

  /** Where its DirPort listens. */
  public InetSocketAddress directoryAddress() {
    return (InetSocketAddress) listening.localAddress();
  }

  private Channel bind(InetSocketAddress address, DirectoryServer server) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.add(channel);
                    server.install(
                        channel, ((InetSocketAddress) channel.remoteAddress()).getAddress());
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      shutDown(CLOSE_SECONDS);
      throw ListenFailure.of("DirPort", address, bound.cause());
    }
    return bound.channel();
  }

  /** The event loops that do its work, and its relay's. */
  public List<EventLoop> loops() {
    List<EventLoop> loops = new ArrayList<>(relay().loops());
    group.forEach(each -> loops.add((EventLoop) each));
    return loops;
  }

  /** Ends both as a killed process ends: see {@link OnionRelay#kill}. */
  public void kill() {
    relay().kill();
    shutDown(0);
  }

  /** Stops voting, closes both ports and everything behind them; waits some seconds. */
  @Override
  public void close() {
    authority.close();
    listening.close().awaitUninterruptibly();
    OnionRelay own = relay.get();
    if (own != null) {
      own.close();
    }
    connections.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    shutDown(CLOSE_SECONDS);
  }

  private void shutDown(long patience) {
    group
        .shutdownGracefully(0, patience, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    documents.shutdownNow();
  }
}
