package org.tropea.client;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.tropea.client.path.Path;
import org.tropea.client.path.PathSelector;
import org.tropea.client.pool.CircuitBuilder;
import org.tropea.client.pool.CircuitPool;
import org.tropea.client.pool.Isolation;
import org.tropea.directory.fetch.Bootstrap;
import org.tropea.directory.fetch.BootstrapPhase;
import org.tropea.directory.fetch.DirectoryTunnel;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.store.DocumentStore;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.LinkParty;
import org.tropea.protocol.channel.LinkPhase;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.stream.TorStream;

/**
 * A Tor client to embed: learns the network, keeps circuits ready, opens streams.
 *
 * <p>Owns one event loop, on which all its channels, circuits and streams live, and one thread for
 * documents. Several clients can run in one process.
 */
public final class TorClient implements Connector, AutoCloseable {
  private static final long CLOSE_SECONDS = 5;

  private final MultiThreadIoEventLoopGroup group;
  private final ExecutorService documents;
  private final ChannelRegistry registry;
  private final CircuitPool pool;
  private final Bootstrap bootstrap;
  private final StreamOpener opener;
  private final Promise<TorClient> ready;
  private final Promise<String> obstacle;
  private final Consumer<BootstrapPhase> progress;

  private TorClient(ClientSettings settings, Machine machine, Consumer<BootstrapPhase> progress) {
    this.progress = progress;
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("tropea-client"), NioIoHandler.newFactory());
    documents = Executors.newSingleThreadExecutor(new DefaultThreadFactory("tropea-documents"));
    EventLoop loop = group.next();
    ready = loop.newPromise();
    obstacle = loop.newPromise();
    registry =
        new ChannelRegistry(
            loop,
            () -> loop,
            LinkParty.client(machine.tls(), machine.curve(), machine.clock(), machine.random()));
    pool =
        new CircuitPool(
            loop,
            new CircuitBuilder(
                loop, registry, machine.curve(), machine.random(), this::onGuardLink),
            new PathSelector(settings.distinctSubnets(), machine.random()),
            machine.clock(),
            new CircuitPool.Limits(settings.maxDirtiness(), settings.patience()));
    opener = new StreamOpener(loop, pool, settings.internalAddresses());
    bootstrap =
        new Bootstrap(
            new Bootstrap.Settings(settings.authorities(), settings.pathsNeeded()),
            new DirectoryTunnel(loop, registry, machine.curve(), machine.random(), documents),
            new DocumentStore(settings.dataDirectory()),
            machine.clock(),
            machine.random(),
            new Bootstrap.Listener() {
              @Override
              public void phase(BootstrapPhase phase) {
                progress.accept(phase);
              }

              @Override
              public void network(NetworkView view) {
                pool.use(view);
              }

              @Override
              public void obsolete(String why) {
                ready.tryFailure(new IllegalStateException(why));
                obstacle.trySuccess(why);
              }
            });
  }

  /**
   * Starts a client; {@link #ready} tells when it can be used.
   *
   * @param progress hears how far it has come, on the client's loop
   */
  public static TorClient start(
      ClientSettings settings, Machine machine, Consumer<BootstrapPhase> progress) {
    TorClient client = new TorClient(settings, machine, progress);
    client
        .pool
        .firstCircuit()
        .addListener(
            done -> {
              if (done.isSuccess() && client.ready.trySuccess(client)) {
                progress.accept(BootstrapPhase.DONE);
              }
            });
    progress.accept(BootstrapPhase.STARTING);
    client.loop().execute(client.bootstrap::start);
    return client;
  }

  /** Done when the first circuit is ready. */
  public Future<TorClient> ready() {
    return ready;
  }

  /** Done when the network demands what this version does not speak: with why it is of no use. */
  public Future<String> obstacle() {
    return obstacle;
  }

  @Override
  public EventLoop loop() {
    return opener.loop();
  }

  @Override
  public Future<TorStream> connect(Target target, Isolation isolation) {
    return opener.connect(target, isolation);
  }

  /** The paths of the open circuits that streams were given to; any thread may ask. */
  public Future<List<Path>> usedPaths() {
    return loop().submit(pool::usedPaths);
  }

  private void onGuardLink(LinkPhase phase) {
    if (ready.isDone()) {
      return;
    }
    if (phase == LinkPhase.CONNECTING) {
      progress.accept(BootstrapPhase.AP_CONN);
    } else if (phase == LinkPhase.CONNECTED) {
      progress.accept(BootstrapPhase.AP_CONN_DONE);
      progress.accept(BootstrapPhase.AP_HANDSHAKE);
    } else {
      progress.accept(BootstrapPhase.AP_HANDSHAKE_DONE);
      progress.accept(BootstrapPhase.CIRCUIT_CREATE);
    }
  }

  /** Closes all circuits and links, and ends both threads; waits for them some seconds. */
  @Override
  public void close() {
    Future<?> closed =
        loop()
            .submit(
                () -> {
                  bootstrap.close();
                  pool.close();
                  registry.close();
                });
    closed.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    shutDown(CLOSE_SECONDS);
  }

  /** Ends it as a killed process ends: its sockets are closed as they are, and nobody is told. */
  public void kill() {
    shutDown(0);
  }

  private void shutDown(long patience) {
    documents.shutdown();
    group
        .shutdownGracefully(0, patience, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
