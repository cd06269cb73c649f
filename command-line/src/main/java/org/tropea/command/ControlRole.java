package org.tropea.command;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.control.ControlServer;
import org.tropea.control.authentication.Admission;
import org.tropea.control.authentication.Cookie;
import org.tropea.control.authentication.Token;
import org.tropea.control.json.JsonServer;
import org.tropea.control.json.Node;
import org.tropea.protocol.channel.Machine;

/** The control port as a role: it is opened before all others, and closed after them. */
final class ControlRole implements Role {
  private static final Logger log = LoggerFactory.getLogger(ControlRole.class);

  private final ControlServer server;
  private final Admission admission;
  private final @Nullable Path addressFile;
  private final ExecutorService changes =
      Executors.newSingleThreadExecutor(new DefaultThreadFactory("tropea-control-changes"));
  private final RoleEnd end;
  private final LogEvents logs;
  private final Reload reload;
  private final boolean addressGroup;
  private @Nullable JsonServer json;
  private final AtomicLong owner = new AtomicLong();

  private ControlRole(
      ControlServer server, Admission admission, Options options, RoleEnd end, Reload reload) {
    this.server = server;
    this.admission = admission;
    this.addressGroup = options.control().addressGroup();
    this.addressFile = options.control().addressFile();
    this.end = end;
    this.reload = reload;
    this.logs = new LogEvents(server.events());
  }

  /** Opens the ports of these options. */
  static ControlRole start(Options options, Machine machine, RoleEnd end, Reload reload)
      throws CannotStart {
    ControlOptions its = options.control();
    try {
      Path file = its.cookie();
      Cookie cookie = file == null ? null : Cookie.write(file, its.cookieGroup(), machine.random());
      Admission admission = new Admission(cookie, its.passwords(), machine.random());
      ControlServer server = new ControlServer(admission, () -> Signals.raise("TERM"));
      server.listen(its.listeners());
      ControlRole role = new ControlRole(server, admission, options, end, reload);
      role.openJson(options.json(), machine);
      role.say();
      role.logs.attach();
      server.events().onChange(role.logs::listen);
      role.watch(its.owner());
      return role;
    } catch (IOException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private void openJson(JsonOptions its, Machine machine) throws IOException {
    if (its.listeners().isEmpty()) {
      return;
    }
    try {
      JsonServer opened =
          new JsonServer(
              server.loop(), server.events(), Token.write(its.token(), machine.random()));
      opened.listen(its.listeners());
      json = opened;
      for (int i = 0; i < its.listeners().size(); i++) {
        log.info(
            "Opened {} listener {}",
            its.listeners().get(i).dashboard() ? "Dashboard" : "JSON",
            where(opened.addresses().get(i)));
      }
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private static String where(SocketAddress address) {
    return address instanceof InetSocketAddress internet
        ? "on port " + internet.getPort()
        : "on a unix socket";
  }

  /** What the JSON API tells from now on. */
  void show(Node node) {
    if (json != null) {
      json.use(node);
    }
  }

  /** The node ends when its owner does, as long as it has this one. */
  private void watch(long newOwner) {
    long before = owner.getAndSet(newOwner);
    if (newOwner == 0 || newOwner == before) {
      return;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(newOwner);
    if (process.isEmpty()) {
      log.info("Owning controller process has terminated -- exiting now.");
      Signals.raise("TERM");
      return;
    }
    CompletionStage<ProcessHandle> exit = process.get().onExit();
    exit.thenRun(
        () -> {
          if (owner.get() == newOwner) {
            log.info("Owning controller process has terminated -- exiting now.");
            Signals.raise("TERM");
          }
        });
  }

  private void say() throws IOException {
    for (SocketAddress each : server.addresses()) {
      log.info("Opened Control listener {}", where(each));
    }
    Path file = addressFile;
    if (file != null) {
      Path beside = file.resolveSibling(file.getFileName() + ".tmp");
      Files.writeString(beside, addresses(), StandardCharsets.UTF_8);
      if (addressGroup) {
        Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r-----"));
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private String addresses() {
    return server.addresses().stream()
        .map(
            each ->
                each instanceof UnixDomainSocketAddress unix
                    ? "UNIX_PORT=" + unix.getPath() + "\n"
                    : "PORT=" + text((InetSocketAddress) each) + "\n")
        .collect(Collectors.joining());
  }

  /** An address. */
  static String text(InetAddress address) {
    return NetUtil.toAddressString(address);
  }

  /** An address and its port. */
  static String text(InetSocketAddress address) {
    String host = text(address.getAddress());
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** Where events go, and where commands come from. */
  ControlServer server() {
    return server;
  }

  /** Whom it lets in. */
  Admission admission() {
    return admission;
  }

  /** Where options are changed: one thread, which may block. */
  Executor changes() {
    return changes;
  }

  /** Does this each second, on the loop of the control port, until that is closed. */
  void everySecond(Runnable task) {
    Future<?> repeated = server.loop().scheduleAtFixedRate(task, 1, 1, TimeUnit.SECONDS);
    repeated.addListener(
        done -> {
          if (!done.isCancelled()) {
            log.error("Bug: what is done each second at the control port", done.cause());
          }
        });
  }

  /** By which the options change. */
  Reload reload() {
    return reload;
  }

  /** Where it listens. */
  List<SocketAddress> addresses(Class<?> kind) {
    return server.addresses().stream().filter(kind::isInstance).toList();
  }

  @Override
  public void await() throws CannotStart, InterruptedException {
    end.await();
  }

  @Override
  public void take(Options newOptions) {
    logs.attach();
    watch(newOptions.control().owner());
  }

  @Override
  public void close() {
    end.close();
    changes.shutdown();
    if (json != null) {
      json.close();
    }
    server.close();
    Path file = addressFile;
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        log.info("The file with the control port's address could not be removed");
      }
    }
  }
}
