package org.tropea.protocol.channel;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.loop.LoopTask;

/**
 * The open channels of this node (row L15).
 *
 * <p>Who asks for a relay that is linked gets that link, whoever opened it, if it is canonical or
 * leads to an address asked for; of several a canonical one, and the oldest of these. Who asks
 * while a link to one of the addresses is being opened waits for it: of all that is asked at once,
 * one link to an address is opened. Confined to one loop; the channels may live on others.
 */
public final class ChannelRegistry {
  /** Links that are being opened at once because one address asks for them. */
  static final int MAX_ATTEMPTS = 128;

  private final EventLoop loop;
  private final Supplier<EventLoop> socketLoops;
  private final LinkParty party;
  private final TlsContext tls;
  private final Map<LinkAttempt.To, LinkAttempt> attempts = new HashMap<>();
  private final Map<InetAddress, Integer> attemptsFor = new HashMap<>();
  private final Map<RsaIdentity, List<Link>> links = new HashMap<>();
  private Function<RsaIdentity, @Nullable Ed25519Identity> documents = relay -> null;
  private Function<RelayTarget, Optional<RelayTarget>> reachable = Optional::of;
  private boolean closed;

  /** An open link, and the address of its other end. */
  private record Link(TorChannel channel, InetAddress address, boolean dialled) {
    /** Identity alone is not enough: else a relay could draw circuits meant for another address. */
    boolean leadsTo(RelayTarget target) {
      VerifiedPeer peer = channel.peer();
      return peer != null
          && peer.is(target)
          && channel.isOpen()
          && !channel.isRetired()
          && (channel.isCanonical()
              || target.addresses().stream().anyMatch(a -> address.equals(a.getAddress())));
    }
  }

  /** A registry whose new links live on loops of {@code socketLoops}. */
  public ChannelRegistry(EventLoop loop, Supplier<EventLoop> socketLoops, LinkParty party) {
    this.loop = loop;
    this.socketLoops = socketLoops;
    this.party = party;
    this.tls = party.tls().client(party.keys().get() != null);
    // Whoever ends a node ends its loops, even when it has no time to close us.
    loop.terminationFuture().addListener(ended -> tls.close());
  }

  /** The loop to call it on. */
  public EventLoop loop() {
    return loop;
  }

  /**
   * A channel to {@code target}: the one there is, or a new one.
   *
   * @param progress told how a new link comes along, on the loop
   * @return fails with a {@link ChannelException} that says what went wrong
   */
  public Future<TorChannel> channelTo(RelayTarget target, Consumer<LinkPhase> progress) {
    return channelTo(target, new Asker(socketLoops.get(), null), progress);
  }

  /**
   * Who wants a link.
   *
   * @param home where a new link shall live
   * @param address of the peer that asks for it, who may not ask for too many at once; null where
   *     it is this node itself
   */
  public record Asker(EventLoop home, @Nullable InetAddress address) {}

  /** The same, for somebody else. */
  public Future<TorChannel> channelTo(
      RelayTarget target, Asker asker, Consumer<LinkPhase> progress) {
    assert loop.inEventLoop();
    Optional<RelayTarget> reached = reachable.apply(completed(target));
    if (reached.isEmpty()) {
      return loop.newFailedFuture(
          new ChannelException("the options say that none of its addresses can be reached"));
    }
    RelayTarget whole = reached.get();
    Link link = best(whole);
    if (link != null) {
      return loop.newSucceededFuture(link.channel());
    }
    Promise<TorChannel> opened = loop.newPromise();
    new Search(whole, asker, progress, opened).tryAddress(0);
    return opened;
  }

  /**
   * A new link to the target's first address, which proves that it can be reached there; none that
   * is there already counts, one that is being opened does.
   *
   * @return fails with a {@link ChannelException} that says what went wrong
   */
  public Future<TorChannel> newLink(RelayTarget target) {
    assert loop.inEventLoop();
    LinkAttempt.To to =
        new LinkAttempt.To(
            target.rsaIdentity(), target.ed25519Identity(), target.addresses().get(0));
    LinkAttempt attempt = attempt(to, new Asker(socketLoops.get(), null), phase -> {});
    return attempt == null
        ? loop.newFailedFuture(new ChannelException("there is no room for another link"))
        : attempt.opened();
  }

  private @Nullable Link best(RelayTarget target) {
    Link best = null;
    for (Link link : links.getOrDefault(target.rsaIdentity(), List.of())) {
      if (link.leadsTo(target)
          && (best == null || (link.channel().isCanonical() && !best.channel().isCanonical()))) {
        best = link;
      }
    }
    return best;
  }

  /**
   * From now on a relay that is named without its Ed25519 identity must prove the one that {@code
   * documents} have for it, null for none.
   */
  public void trust(Function<RsaIdentity, @Nullable Ed25519Identity> documents) {
    assert loop.inEventLoop();
    this.documents = documents;
  }

  /** From now on links use the addresses that these leave of each relay, empty for none. */
  public void reach(Function<RelayTarget, Optional<RelayTarget>> addresses) {
    reachable = addresses;
  }

  /**
   * With the Ed25519 identity that documents name, or that the relay proved on a link of ours,
   * where none was named: its RSA key alone is too short to trust.
   */
  private RelayTarget completed(RelayTarget target) {
    if (target.ed25519Identity() != null) {
      return target;
    }
    RsaIdentity rsa = target.rsaIdentity();
    Ed25519Identity known = documents.apply(rsa);
    List<Link> linked = links.getOrDefault(rsa, List.of());
    if (known == null && !linked.isEmpty()) {
      known = Objects.requireNonNull(linked.get(0).channel().peer()).ed25519Identity();
    }
    return new RelayTarget(rsa, known, target.addresses());
  }

  /** Remembers a link that was opened to us; one on which nobody authenticated is of no use. */
  public void accepted(TorChannel channel, InetAddress from) {
    assert loop.inEventLoop();
    add(new Link(channel, from, false));
  }

  private void add(Link link) {
    VerifiedPeer peer = link.channel().peer();
    if (peer == null) {
      return;
    }
    RsaIdentity identity = peer.rsaIdentity();
    links.computeIfAbsent(identity, key -> new ArrayList<>()).add(link);
    link.channel().closeFuture().addListener(c -> later(() -> remove(identity, link)));
  }

  private void remove(RsaIdentity identity, Link link) {
    List<Link> left = links.get(identity);
    if (left != null && left.remove(link) && left.isEmpty()) {
      links.remove(identity);
    }
  }

  /** When the node shuts down, other loops may end after ours. */
  private void later(Runnable task) {
    LoopTask.give(loop, task);
  }

  /** Closes every channel it dialled, and whatever it is still dialling. */
  public void close() {
    assert loop.inEventLoop();
    closed = true;
    closeLinks();
  }

  /** Closes every channel it dialled that is open; others may be dialled afterwards. */
  public void closeLinks() {
    assert loop.inEventLoop();
    for (List<Link> each : List.copyOf(links.values())) {
      for (Link link : List.copyOf(each)) {
        if (link.dialled()) {
          link.channel().close();
        }
      }
    }
  }

  /** The attempt at this address: the one under way, or a new one; null for one too many. */
  private @Nullable LinkAttempt attempt(
      LinkAttempt.To to, Asker asker, Consumer<LinkPhase> progress) {
    LinkAttempt known = attempts.get(to);
    if (known != null) {
      return known;
    }
    InetAddress address = asker.address();
    if (address != null && attemptsFor.getOrDefault(address, 0) >= MAX_ATTEMPTS) {
      return null;
    }
    LinkAttempt begun = new LinkAttempt(to, party, tls, loop);
    attempts.put(to, begun);
    if (address != null) {
      attemptsFor.merge(address, 1, Integer::sum);
    }
    // The first listener: whoever waits finds the books in order.
    begun.opened().addListener(done -> ended(begun, address, progress));
    begun.start(asker.home(), progress);
    return begun;
  }

  private void ended(
      LinkAttempt attempt, @Nullable InetAddress asker, Consumer<LinkPhase> progress) {
    attempts.remove(attempt.to(), attempt);
    if (asker != null) {
      attemptsFor.computeIfPresent(asker, (key, count) -> count == 1 ? null : count - 1);
    }
    if (!attempt.opened().isSuccess()) {
      party.watch().failed(true, attempt.opened().cause());
    } else {
      TorChannel channel = attempt.opened().getNow();
      if (closed) {
        channel.close();
      }
      progress.accept(LinkPhase.OPEN);
      add(new Link(channel, channel.remoteAddress(), true));
    }
  }

  /** Goes through the target's addresses one after the other. */
  private final class Search {
    private final RelayTarget target;
    private final Asker asker;
    private final Consumer<LinkPhase> progress;
    private final Promise<TorChannel> opened;

    Search(
        RelayTarget target, Asker asker, Consumer<LinkPhase> progress, Promise<TorChannel> opened) {
      this.target = target;
      this.asker = asker;
      this.progress = progress;
      this.opened = opened;
    }

    void tryAddress(int index) {
      InetSocketAddress address = target.addresses().get(index);
      LinkAttempt attempt =
          attempt(
              new LinkAttempt.To(target.rsaIdentity(), target.ed25519Identity(), address),
              asker,
              progress);
      if (attempt == null) {
        opened.tryFailure(
            new ChannelException("one peer asks for too many links at once that are not there"));
      } else {
        attempt.opened().addListener(done -> ended(attempt, index));
      }
    }

    private void ended(LinkAttempt attempt, int index) {
      Throwable failure = attempt.opened().cause();
      if (failure == null) {
        opened.trySuccess(attempt.opened().getNow());
      } else if (attempt.isConnected() || index + 1 == target.addresses().size()) {
        opened.tryFailure(failure);
      } else {
        // Somebody else may have been luckier meanwhile.
        Link link = best(target);
        if (link == null) {
          tryAddress(index + 1);
        } else {
          opened.trySuccess(link.channel());
        }
      }
    }
  }
}
