package org.tropea.command;

import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.tropea.client.AddressFamily;
import org.tropea.client.HostKind;
import org.tropea.client.Lookup;
import org.tropea.client.TorClient;
import org.tropea.client.guard.GuardStatus;
import org.tropea.client.pool.Isolation;
import org.tropea.control.event.EventBus;
import org.tropea.control.event.EventKind;
import org.tropea.control.node.Steering;
import org.tropea.control.protocol.CommandException;
import org.tropea.control.protocol.Reply;
import org.tropea.control.status.ClientStatus;
import org.tropea.control.status.RelayNames;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.network.Relay;
import org.tropea.directory.text.IsoTime;
import org.tropea.protocol.message.Answer;
import org.tropea.protocol.message.EndReason;
import org.tropea.proxy.ClientProxy;
import org.tropea.proxy.address.AddressRule;

/** A client as its controllers steer it. Any thread. */
final class ClientSteering implements Steering {
  /** For how long C tor keeps a failure. */
  private static final int FAILURE_SECONDS = 60;

  private final ClientProxy proxy;
  private final TorClient client;
  private final EventBus events;
  private final InstantSource clock;
  private final ClientStatus status;
  private final RelayNames names;

  ClientSteering(ClientProxy proxy, EventBus events, InstantSource clock, ClientStatus status) {
    this.proxy = proxy;
    this.client = proxy.client();
    this.events = events;
    this.clock = clock;
    this.status = status;
    this.names = new RelayNames(client::network);
  }

  private static <T> CompletableFuture<T> of(Future<T> future) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    future.addListener(
        (Future<T> done) -> {
          if (done.isSuccess()) {
            answer.complete(done.getNow());
          } else {
            answer.completeExceptionally(done.cause());
          }
        });
    return answer;
  }

  private <T> CompletableFuture<T> onLoop(Callable<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      client
          .loop()
          .execute(
              () -> {
                try {
                  answer.complete(question.call());
                } catch (Exception e) {
                  answer.completeExceptionally(e);
                }
              });
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(new CommandException(551, "The client is closed"));
    }
    return answer;
  }

  @Override
  public boolean hasNoCircuit(long number) {
    return !status.hasCircuit(number);
  }

  /** What the client is ordered; it is closed where it does not answer. */
  private static <T, U> CompletableFuture<U> ordered(Future<T> order, Said<T, U> answer) {
    CompletableFuture<U> done = new CompletableFuture<>();
    order.addListener(
        (Future<T> come) -> {
          try {
            if (come.isSuccess()) {
              done.complete(answer.of(come.getNow()));
            } else if (come.cause() instanceof IllegalArgumentException) {
              throw new CommandException(512, "syntax error: " + come.cause().getMessage());
            } else {
              throw new CommandException(551, "The client is closed");
            }
          } catch (CommandException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  /** What is said of what came of an order. */
  private interface Said<T, U> {
    U of(T come) throws CommandException;
  }

  private List<Relay> relays(List<String> written) throws CommandException {
    List<Relay> relays = new ArrayList<>();
    for (String name : written) {
      RelayEntry entry =
          names
              .find(name)
              .orElseThrow(() -> new CommandException(552, "No such router \"" + name + "\""));
      relays.add(
          client
              .network()
              .flatMap(view -> view.relay(entry.identity()))
              .orElseThrow(() -> new CommandException(552, "No descriptor for \"" + name + "\"")));
    }
    return relays;
  }

  @Override
  public CompletableFuture<Long> launch(List<String> relays, boolean reserved) {
    try {
      return ordered(
          client.orders().launch(relays(relays), reserved),
          number -> number.orElseThrow(() -> new CommandException(551, "Couldn't start circuit")));
    } catch (CommandException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletableFuture<Long> extend(long circuit, List<String> relays) {
    try {
      return ordered(
          client.orders().extend(circuit, relays(relays)),
          done -> {
            require(done, "Couldn't send onion skin");
            return circuit;
          });
    } catch (CommandException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static void require(boolean done, String words) throws CommandException {
    if (!done) {
      throw new CommandException(551, words);
    }
  }

  @Override
  public CompletableFuture<Boolean> assign(long circuit, boolean reserved) {
    return ordered(
        client.orders().assign(circuit, reserved),
        done -> {
          require(done, "The circuit carries no streams to hosts");
          return done;
        });
  }

  @Override
  public CompletableFuture<Boolean> attach(long stream, long circuit, int hop) {
    return ordered(
        client.orders().attach(stream, circuit, hop),
        come -> {
          switch (come) {
            case DONE -> {
              return true;
            }
            case UNKNOWN_STREAM ->
                throw new CommandException(552, "Unknown stream \"" + stream + "\"");
            case NOT_MANAGED ->
                throw new CommandException(555, "Connection is not managed by controller.");
            case NOT_OPEN ->
                throw new CommandException(551, "Can't attach stream to non-open origin circuit");
            case ONE_HOP ->
                throw new CommandException(551, "Can't attach stream to this one-hop circuit.");
            case NO_SUCH_HOP ->
                throw new CommandException(551, "Circuit doesn't have " + hop + " hops.");
          }
          throw new IllegalStateException();
        });
  }

  @Override
  public CompletableFuture<Boolean> redirect(long stream, String host, int port) {
    return ordered(
        client.orders().redirect(stream, host, port),
        done -> {
          if (!done) {
            throw new CommandException(552, "Unknown stream \"" + stream + "\"");
          }
          return done;
        });
  }

  @Override
  public CompletableFuture<Boolean> closeCircuit(long number, boolean ifUnused) {
    return of(client.closeCircuit(number, ifUnused));
  }

  @Override
  public CompletableFuture<Boolean> closeStream(long number, int reason) {
    return of(client.closeStream(number, new EndReason(reason)));
  }

  @Override
  public void resolve(String host, boolean reverse) {
    InetAddress address = HostKind.address(host);
    if (reverse && address == null) {
      failed(host);
      return;
    }
    Lookup lookup =
        reverse && address != null
            ? new Lookup.Reverse(address)
            : new Lookup.Forward(host, AddressFamily.ANY);
    try {
      client
          .loop()
          .execute(
              () ->
                  client
                      .resolve(lookup, Isolation.NONE)
                      .addListener((Future<Optional<Answer>> done) -> resolved(host, done)));
    } catch (RejectedExecutionException e) {
      failed(host);
    }
  }

  private void resolved(String host, Future<Optional<Answer>> done) {
    Optional<Answer> answer = done.isSuccess() ? done.getNow() : Optional.empty();
    if (answer.isEmpty()) {
      failed(host);
      return;
    }
    InetAddress address = answer.get().address();
    String found = address == null ? answer.get().host() : ControlRole.text(address);
    Instant end = clock.instant().plusSeconds(Math.max(1, answer.get().ttlSeconds()));
    mapped(host, found + " " + until(end, ""));
  }

  private void failed(String host) {
    Instant end = clock.instant().plusSeconds(FAILURE_SECONDS);
    mapped(host, "<error> " + until(end, "error=yes "));
  }

  private void mapped(String host, String rest) {
    events.publish(EventKind.ADDRMAP, () -> Reply.event("ADDRMAP " + host + " " + rest));
  }

  private static String until(Instant end, String error) {
    long ahead = ZoneId.systemDefault().getRules().getOffset(end).getTotalSeconds();
    return "\""
        + IsoTime.write(end.plusSeconds(ahead))
        + "\" "
        + error
        + "EXPIRES=\""
        + IsoTime.write(end)
        + "\" CACHED=\"NO\"";
  }

  @Override
  public CompletableFuture<String> map(String from, String to) {
    return onLoop(
        () -> {
          boolean ipv6 = from.equals("::");
          if (from.equals(".")) {
            rule(to, to);
            return proxy.addressMap().virtualName(to).orElseThrow(() -> noRoom(from, to));
          }
          if (from.equals("0.0.0.0") || ipv6) {
            rule(to, to);
            String address = ControlRole.text(proxy.addressMap().virtualAddress(to, ipv6));
            return ipv6 ? "[" + address + "]" : address;
          }
          if (!proxy.addressMap().add(rule(from, to))) {
            throw noRoom(from, to);
          }
          return from;
        });
  }

  private static CommandException noRoom(String from, String to) {
    return new CommandException(451, "resource exhausted: skipping '" + from + "=" + to + "'");
  }

  private static AddressRule rule(String from, String to) throws CommandException {
    if (HostKind.of(to.startsWith("*.") ? to.substring(2) : to) == HostKind.MALFORMED) {
      throw new CommandException(512, "syntax error: invalid address '" + to + "'");
    }
    try {
      return AddressRule.of(from, to);
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          512,
          "syntax error: invalid address mapping  '" + from + "=" + to + "': " + e.getMessage());
    }
  }

  @Override
  public CompletableFuture<List<String>> mappings(boolean configured) {
    return onLoop(() -> proxy.addressMap().mappings(configured));
  }

  @Override
  public CompletableFuture<Boolean> forgetGuards() {
    return of(client.forgetGuards());
  }

  @Override
  public CompletableFuture<Boolean> forgetBuildTimes() {
    return of(client.forgetBuildTimes());
  }

  @Override
  public CompletableFuture<List<String>> guards() {
    return of(client.guards()).thenApply(all -> all.stream().map(this::line).toList());
  }

  private String line(GuardStatus guard) {
    Instant since = guard.since();
    return names.of(guard.relay())
        + " "
        + guard.state().name().toLowerCase(Locale.ROOT).replace('_', '-')
        + (since == null ? "" : " " + IsoTime.write(since));
  }

  @Override
  public boolean hasNoStream(long number) {
    return !status.hasStream(number);
  }
}
