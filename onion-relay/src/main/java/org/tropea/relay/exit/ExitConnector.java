package org.tropea.relay.exit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.protocol.dial.Dial;
import org.tropea.protocol.dial.Dialler;
import org.tropea.protocol.dial.Purpose;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.memory.MemoryAccount;
import org.tropea.protocol.message.Answer;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.stream.Lingering;
import org.tropea.protocol.stream.Splice;
import org.tropea.protocol.stream.TorStream;

/**
 * Connects streams to the hosts they ask for, as far as the policy allows (rows X01 to X08).
 *
 * <p>The policy is asked after the name is resolved, so that no name leads around it. Each stream
 * and its socket stay on the loop of their circuit; immutable itself, but for what each loop has: a
 * resolver, and sockets that linger.
 */
public final class ExitConnector {
  private static final Logger log = LoggerFactory.getLogger(ExitConnector.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

  /** What every RESOLVED says: a name's true lifetime would tell what others asked (row X04). */
  private static final long RESOLVED_SECONDS = 60;

  private static final int ANY_PORT = 1;
  private static final int MAX_NAME_LENGTH = 255;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

  private volatile ExitSettings settings;
  private final Predicate<InetSocketAddress> reentry;
  private final SecureRandom random;
  private final Dialler dialler;
  private final ExitWatch watch;
  private final MemoryAccount memory;
  private final Map<EventLoop, Resolver> resolvers = new ConcurrentHashMap<>();
  private final Map<EventLoop, Lingering> lingering = new ConcurrentHashMap<>();
  private final EventLoop first;
  private volatile @Nullable HijackCheck hijackCheck;
  private volatile HijackCheck.Finding finding = HijackCheck.Finding.NOTHING;

  /**
   * A connector that leads nowhere where {@code reentry} says that it would be back in the network
   * (row X09), and looks now and then, on {@code loop}, whether its name servers lie.
   *
   * @param dialler opens its connections
   * @param watch who is told of its streams
   * @param memory the account of what waits in the node
   */
  public ExitConnector(
      ExitSettings settings,
      Predicate<InetSocketAddress> reentry,
      EventLoop loop,
      SecureRandom random,
      Dialler dialler,
      ExitWatch watch,
      MemoryAccount memory) {
    this.settings = settings;
    this.reentry = reentry;
    this.random = random;
    this.dialler = dialler;
    this.watch = watch;
    this.memory = memory;
    this.first = loop;
    begin();
  }

  /** Where streams may leave to from now on, and how; name servers that are in use stay. */
  public void change(ExitSettings wanted) {
    boolean wasExit = isExit();
    settings = wanted;
    if (!wasExit) {
      begin();
    }
  }

  private boolean isExit() {
    return !settings.policy().equals(ExitPolicy.REJECT_ALL);
  }

  private void begin() {
    ExitSettings now = settings;
    if (!isExit()) {
      return;
    }
    sayWhatIsWrong(now.nameServers());
    if (hijackCheck == null && now.detectHijacking() && !now.nameServers().servers().isEmpty()) {
      HijackCheck check =
          new HijackCheck(
              first,
              host -> resolver(first).resolve(host),
              now.testNames(),
              random,
              found -> finding = found);
      hijackCheck = check;
      check.start();
    }
  }

  private static void sayWhatIsWrong(ResolvConf nameServers) {
    for (String problem : nameServers.problems()) {
      log.warn("A name server is passed over: {}", problem);
    }
    if (nameServers.servers().isEmpty()) {
      log.warn(
          "This exit has no name server, so streams that ask for a name fail. Add a nameserver line"
              + " to the system's resolv.conf, or name a file with one by ServerDNSResolvConfFile.");
    }
  }

  /** Where streams may leave to at this moment: nowhere while the name servers are of no use. */
  public ExitPolicy policy() {
    return finding.useless() ? ExitPolicy.REJECT_ALL : settings.policy();
  }

  /** Connects {@code stream} as {@code begin} asks, or ends it with the reason. */
  public void connect(TorStream stream, Begin begin) {
    String host = begin.host().toLowerCase(Locale.ROOT);
    ExitTally tally = watch.begin(stream, begin.port());
    if (host.endsWith(".onion")) {
      stream.end(End.of(EndReason.TOR_PROTOCOL));
      return;
    }
    if (!isLookedUp(host)) {
      stream.end(End.of(EndReason.RESOLVE_FAILED));
      return;
    }
    if ((begin.flags() & Begin.IPV4_NOT_OK) != 0
        && policy().summary(ExitPolicy.IpVersion.IPV6).rejectsAll()) {
      stream.end(End.of(EndReason.EXIT_POLICY));
      return;
    }
    resolver(stream.eventLoop())
        .resolve(host)
        .addListener(
            (Future<HostAddresses> done) ->
                orEnd(
                    stream,
                    () -> {
                      List<InetAddress> addresses = wanted(host, begin, believed(host, done));
                      if (!addresses.isEmpty()) {
                        connect(stream, begin, done.getNow().with(addresses), tally);
                      } else {
                        stream.end(End.of(EndReason.RESOLVE_FAILED));
                      }
                    }));
  }

  /** Whether name servers are asked for it, as by C tor: an address needs none. */
  private static boolean isLookedUp(String host) {
    return Resolver.literal(host) != null || NAME.matcher(host).matches();
  }

  /** Goes on with a stream, if it is still there; a mistake of ours ends this stream alone. */
  private static void orEnd(TorStream stream, Runnable next) {
    if (!stream.isOpen()) {
      return;
    }
    try {
      next.run();
    } catch (RuntimeException | Error e) {
      log.error("Bug: a stream ends", e);
      stream.end(End.of(EndReason.INTERNAL));
    }
  }

  /** Resolves a name, or the name of an address, and answers as C tor does (row X04). */
  public void resolve(EventLoop loop, Resolve resolve, Consumer<Resolved> answer) {
    watch.resolving();
    ExitPolicy now = policy();
    String host = resolve.host().toLowerCase(Locale.ROOT);
    if (now.equals(ExitPolicy.REJECT_ALL) || Resolver.literal(host) != null || !isLookedUp(host)) {
      answer.accept(Resolved.failed());
      return;
    }
    if (host.endsWith(".in-addr.arpa") || host.endsWith(".ip6.arpa")) {
      InetAddress of = PointerName.read(host);
      if (of == null || !ExitPolicy.REJECT_PRIVATE.allows(of, ANY_PORT)) {
        answer.accept(Resolved.failed());
        return;
      }
      resolver(loop)
          .pointer(host)
          .addListener(
              (Future<String> done) ->
                  answer.accept(done.isSuccess() ? name(done.getNow()) : Resolved.failed()));
      return;
    }
    resolver(loop)
        .resolve(host)
        .addListener(
            (Future<HostAddresses> done) -> answer.accept(answers(believed(host, done), now)));
  }

  /** A name server says what it wants: what is no name of a host is not passed on. */
  private static Resolved name(String said) {
    return said.length() <= MAX_NAME_LENGTH && NAME.matcher(said).matches()
        ? new Resolved(List.of(Answer.of(said, RESOLVED_SECONDS)))
        : Resolved.failed();
  }

  /** What was answered, without the addresses that stand for "no such name". */
  private List<InetAddress> believed(String host, Future<HostAddresses> done) {
    if (!done.isSuccess()) {
      return List.of();
    }
    if (Resolver.literal(host) != null) {
      return done.getNow().addresses();
    }
    HijackCheck.Finding now = finding;
    return done.getNow().addresses().stream()
        .filter(address -> !now.junk().contains(address))
        .toList();
  }

  private static Resolved answers(List<InetAddress> addresses, ExitPolicy now) {
    List<Answer> answers = new ArrayList<>();
    // One of each family that streams may go to.
    addresses.stream()
        .filter(Inet4Address.class::isInstance)
        .findFirst()
        .ifPresent(a -> answers.add(Answer.of(a, RESOLVED_SECONDS)));
    boolean ipv6 = !now.summary(ExitPolicy.IpVersion.IPV6).rejectsAll();
    addresses.stream()
        .filter(address -> ipv6 && address instanceof Inet6Address)
        .findFirst()
        .ifPresent(a -> answers.add(Answer.of(a, RESOLVED_SECONDS)));
    return answers.isEmpty() ? Resolved.failed() : new Resolved(answers);
  }

  /** In the order of the client's wish. A literal address is what it is, as for C tor. */
  private static List<InetAddress> wanted(String host, Begin begin, List<InetAddress> addresses) {
    if (Resolver.literal(host) != null) {
      return addresses;
    }
    boolean ipv4 = (begin.flags() & Begin.IPV4_NOT_OK) == 0;
    boolean ipv6 = (begin.flags() & Begin.IPV6_OK) != 0;
    boolean preferIpv6 = (begin.flags() & Begin.IPV6_PREFERRED) != 0;
    Class<?> preferred = preferIpv6 ? Inet6Address.class : Inet4Address.class;
    return addresses.stream()
        .filter(a -> a instanceof Inet6Address ? ipv6 : ipv4)
        .sorted(Comparator.comparing((InetAddress a) -> !preferred.isInstance(a)))
        .toList();
  }

  private void connect(TorStream stream, Begin begin, HostAddresses wanted, ExitTally tally) {
    ExitPolicy now = policy();
    for (InetAddress address : wanted.addresses()) {
      // 0.0.0.0 and [::] would be this machine, and no policy names them.
      if (!address.isAnyLocalAddress() && now.allows(address, begin.port())) {
        InetSocketAddress target = new InetSocketAddress(address, begin.port());
        if (reentry.test(target)) {
          // Not EXIT_POLICY, which would make a client try other exits.
          stream.end(End.of(EndReason.CONNECT_REFUSED));
        } else {
          watch.allowed();
          open(stream, target, wanted.seconds(address), tally);
        }
        return;
      }
    }
    InetAddress first = wanted.addresses().get(0);
    stream.end(new End(EndReason.EXIT_POLICY, first, wanted.seconds(first)));
  }

  private void open(TorStream stream, InetSocketAddress address, long seconds, ExitTally tally) {
    ChannelFuture connecting =
        dialler.dial(
            new Dial(Purpose.EXIT, stream.eventLoop(), address, CONNECT_TIMEOUT), new Unset());
    GenericFutureListener<Future<Void>> abandon =
        closed -> {
          if (!connecting.isDone()) {
            // Or whoever begins and ends streams would have us hold sockets for nothing.
            Unwatched.close(connecting.channel());
          }
        };
    stream.closeFuture().addListener(abandon);
    connecting.addListener(
        done -> {
          stream.closeFuture().removeListener(abandon);
          if (!done.isSuccess()) {
            if (done.cause() instanceof BindException) {
              watch.portsExhausted();
            }
            stream.end(End.of(reason(done.cause())));
          } else if (!stream.isOpen()) {
            Unwatched.close(connecting.channel());
          } else {
            tally.opened();
            stream.accept(new Connected(address.getAddress(), seconds));
            Splice.join(connecting.channel(), stream, lingering(stream.eventLoop()));
          }
        });
  }

  /** A socket has no handler until it is connected; this one leaves by itself. */
  private static final class Unset extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel socket) {
      // The stream's Splice comes when it is connected.
      socket.config().setAutoRead(false);
    }
  }

  private static EndReason reason(Throwable failure) {
    if (failure instanceof ConnectTimeoutException) {
      return EndReason.TIMEOUT;
    }
    if (failure instanceof NoRouteToHostException) {
      return EndReason.NO_ROUTE;
    }
    if (saysThat(failure, "reset")) {
      return EndReason.CONNECTION_RESET;
    }
    if (failure instanceof ConnectException && !saysThat(failure, "unreachable")) {
      return EndReason.CONNECT_REFUSED;
    }
    return EndReason.NO_ROUTE;
  }

  /** Java has no other sign of it. */
  private static boolean saysThat(Throwable failure, String word) {
    return String.valueOf(failure.getMessage()).contains(word);
  }

  private Lingering lingering(EventLoop loop) {
    return lingering.computeIfAbsent(loop, at -> new Lingering(Lingering.USUAL_BYTES));
  }

  private Resolver resolver(EventLoop loop) {
    return resolvers.computeIfAbsent(
        loop,
        at ->
            new Resolver(
                new NameServerQuery.Sender(at, NioDatagramChannel::new, dialler, random),
                settings.nameServers().servers(),
                memory,
                watch));
  }

  /** Asks the name servers no more, and gives the resolvers' sockets back. */
  public void close() {
    HijackCheck check = hijackCheck;
    if (check != null) {
      check.close();
    }
    resolvers.values().forEach(Resolver::close);
  }
}
