package org.tropea.protocol.channel;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.loop.FakeLoop;
import org.tropea.protocol.loop.FakeSocket;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.memory.MemoryAccount;

/** An open link without TLS and bytes: cells in, cells out. For the thread of its loops. */
public final class FakeLink {
  /** How long a link is quiet before its circuits are told. */
  public static final Duration QUIET = LinkLimits.STANDARD.quiet();

  private final FakeLoop loop;
  private final FakeSocket socket;
  private final AtomicReference<TorChannel> channel = new AtomicReference<>();

  /** A link that lives on {@code loop}; {@code peer} is null where a client has opened it. */
  public FakeLink(
      FakeLoop loop, boolean initiator, @Nullable VerifiedPeer peer, CircuitAcceptor acceptor) {
    this(loop, initiator, peer, acceptor, MemoryAccount.unlimited());
  }

  /** The same, of a node with this account of what waits. */
  public FakeLink(
      FakeLoop loop,
      boolean initiator,
      @Nullable VerifiedPeer peer,
      CircuitAcceptor acceptor,
      MemoryAccount memory) {
    this.loop = loop;
    this.socket = new FakeSocket(loop);
    loop.now(
        () -> {
          LinkWatch watch = new LinkWatch(LinkObserver.NONE, memory);
          LinkFacts facts =
              new LinkFacts(watch.nextNumber(), initiator, peer, EmbeddedLink.ADDRESS);
          LinkTally tally = new LinkTally(watch);
          TorChannel made = new TorChannel(socket, facts, true, 5, tally, party(acceptor, watch));
          socket.pipeline().addLast(new TorChannel.Handler(made));
          channel.set(made);
        });
  }

  private static LinkParty party(CircuitAcceptor acceptor, LinkWatch watch) {
    return new LinkParty(
        EmbeddedLink.machine(ChannelTls.best()),
        () -> null,
        List.of(),
        acceptor,
        LinkLimits.STANDARD,
        LinkRates.UNLIMITED,
        () -> LinkRules.STANDARD,
        watch);
  }

  /** The end that is tested. */
  public TorChannel channel() {
    return Objects.requireNonNull(channel.get());
  }

  /** These cells come in one read. */
  public void receive(Cell... cells) {
    loop.now(
        () -> {
          for (Cell cell : cells) {
            socket.pipeline().fireChannelRead(cell);
          }
          socket.pipeline().fireChannelReadComplete();
        });
  }

  /** What was sent since this was asked last. */
  public List<Cell> sent() {
    return socket.takeWritten().stream().map(Cell.class::cast).toList();
  }

  /** From now on there is no room, or there is again. */
  public void stall(boolean stalled) {
    loop.now(() -> socket.stall(stalled));
  }

  /** The peer closes it. */
  public void close() {
    loop.now(() -> Unwatched.close(socket));
  }

  /** Whether it is open. */
  public boolean isOpen() {
    return socket.isOpen();
  }
}
