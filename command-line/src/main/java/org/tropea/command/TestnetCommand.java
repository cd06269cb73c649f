package org.tropea.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.network.Layout;
import org.tropea.network.LocalNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tropea testnet}: a whole Tor in this process, to use, to try, or to check. */
@Command(
    name = TestnetCommand.NAME,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts a whole Tor on this machine: authorities, relays, exits and a SOCKS port, all in",
      "one process, and keeps it up until Ctrl+C."
    })
final class TestnetCommand implements Callable<Integer> {
  static final String NAME = "testnet";

  private static final Logger log = LoggerFactory.getLogger(TestnetCommand.class);
  private static final Duration START_PATIENCE = Duration.ofMinutes(3);
  private static final int LAST_PORT = 65_535;

  @Option(names = "--authorities", paramLabel = "N", description = "How many vote; 3.")
  private int authorities = Layout.DEFAULT.authorities();

  @Option(names = "--relays", paramLabel = "N", description = "Relays that are no exits; 4.")
  private int relays = Layout.DEFAULT.relays();

  @Option(names = "--exits", paramLabel = "N", description = "Exits; 2.")
  private int exits = Layout.DEFAULT.exits();

  @Option(names = "--clients", paramLabel = "N", description = "Clients; 1.")
  private int clients = Layout.DEFAULT.clients();

  @Option(
      names = "--socks-port",
      paramLabel = "P",
      description = "The first client's SOCKS port; otherwise a free one.")
  private int socksPort;

  @Option(
      names = "--onion",
      paramLabel = "DIR",
      description = "Serve the files of this folder as an onion service; its address is printed.")
  private @Nullable Path published;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Keep keys, log and network.json here; otherwise they go with the network.")
  private @Nullable Path folder;

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Option(names = "--for", paramLabel = "SECONDS", description = "End by itself after so long.")
  private @Nullable Integer seconds;

  @Option(
      names = "--check",
      description = "Fetch a page through three relays, say how it went, and end: 0 or 1.")
  private boolean check;

  private final Logging logging = new Logging(ZoneId.systemDefault());
  private final CountDownLatch over = new CountDownLatch(1);
  private final InstantSource clock = InstantSource.system();
  private final PrintStream out = System.out;
  private final SecureRandom random;

  TestnetCommand(SecureRandom random) {
    this.random = random;
  }

  @Override
  public Integer call() {
    return ExitCode.of(
        log,
        () -> {
          logging.to(List.of(LogTarget.standardError(Severity.WARN)));
          validate();
          return run();
        });
  }

  private void validate() throws CannotStart {
    try {
      Layout layout = new Layout(authorities, relays, exits, clients, published == null ? 0 : 1);
      if (check && layout.clients() < 1) {
        throw new CannotStart("--check fetches by a client: ask for one with --clients 1");
      }
    } catch (IllegalArgumentException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
    if (socksPort < 0 || socksPort > LAST_PORT) {
      throw new CannotStart("--socks-port is no port: choose one from 1 to " + LAST_PORT);
    }
    if (socksPort > 0 && clients < 1) {
      throw new CannotStart("--socks-port is for a client: ask for one with --clients 1");
    }
    if (seconds != null && seconds < 1) {
      throw new CannotStart("--for needs a number of seconds, 1 or more");
    }
  }

  private int run() throws Exception {
    if (folder == null) {
      return run(null);
    }
    try (DataDirectory kept = DataDirectory.open(HomePath.of(folder.toString()), Duration.ZERO)) {
      return run(kept.path());
    }
  }

  private int run(@Nullable Path kept) throws Exception {
    ProcessFigures figures = new ProcessFigures(clock);
    TestnetView view = TestnetView.of(json, out, figures);
    LocalNetwork.Builder builder =
        LocalNetwork.builder()
            .authorities(authorities)
            .relays(relays)
            .exits(exits)
            .clients(clients)
            .socksPort(socksPort)
            .listener(view::changed);
    if (kept != null) {
      builder.folder(kept);
    }
    try (OrderlyEnd end = new OrderlyEnd(logging, check ? 1 : 0);
        FolderServer files = published == null ? null : FolderServer.start(published);
        LocalNetwork network = build(serving(files, builder));
        PageServer pages = PageServer.start(random)) {
      end.closes(network::close);
      logging.to(logs(network, view));
      view.begins(network);
      if (!await(network, end)) {
        return 0;
      }
      new NetworkFiles(network).write(network.invitation().join());
      view.ready(network, pages);
      return check ? check(network, pages, view) : stay();
    } finally {
      view.close();
    }
  }

  private static LocalNetwork.Builder serving(
      @Nullable FolderServer files, LocalNetwork.Builder builder) {
    return files == null ? builder : builder.onionServices(1, files.address());
  }

  private static LocalNetwork build(LocalNetwork.Builder builder) throws CannotStart {
    try {
      return builder.build();
    } catch (IOException e) {
      throw new CannotStart(e.getMessage() + " (--socks-port and --dir choose others)", e);
    }
  }

  /** Warnings on standard error where no table is in their way, and more in the folder. */
  private static List<LogTarget> logs(LocalNetwork network, TestnetView view) {
    LogTarget file = LogTarget.file(Severity.NOTICE, network.folder().resolve("log"));
    return view.isTable() ? List.of(file) : List.of(file, LogTarget.standardError(Severity.WARN));
  }

  /** Whether it came up: not where a signal ends it. */
  private static boolean await(LocalNetwork network, OrderlyEnd end)
      throws CannotStart, InterruptedException {
    try {
      network.ready().get(START_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      if (end.hasBegun()) {
        return false;
      }
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new CannotStart("the network cannot be started: " + cause.getMessage(), e);
    } catch (TimeoutException e) {
      throw new CannotStart(
          "the network did not come up within "
              + START_PATIENCE.toMinutes()
              + " minutes; keep its log with --dir and look there",
          e);
    }
  }

  private int stay() throws InterruptedException {
    if (seconds == null) {
      over.await();
    } else {
      over.await(seconds, TimeUnit.SECONDS);
    }
    return 0;
  }

  private int check(LocalNetwork network, PageServer pages, TestnetView view)
      throws InterruptedException {
    NetworkCheck.Result result = new NetworkCheck(network, pages).run();
    view.checked(result);
    return result.isGood() ? 0 : 1;
  }
}
