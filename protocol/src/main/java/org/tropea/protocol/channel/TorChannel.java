package org.tropea.protocol.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.cell.AuthChallenge;
import org.tropea.protocol.cell.Authenticate;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.Certs;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.CreateFast;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Padding;
import org.tropea.protocol.cell.PaddingNegotiate;
import org.tropea.protocol.cell.UnknownCell;
import org.tropea.protocol.loop.LoopTask;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.memory.MemoryHolder;
import org.tropea.protocol.memory.MemoryUse;
import org.tropea.protocol.memory.Victims;

/**
 * An open link between two Tor nodes (tor-spec 4 and 5.1.1).
 *
 * <p>Hands each cell to the {@link CircuitEnd} of its circuit id, and while the socket has no room
 * lets the circuits' waiting cells take turns. How long it stays is for {@link LinkLife}, and how
 * it is padded for {@link LinkPadding}. Confined to the loop of its socket.
 */
public final class TorChannel implements MemoryHolder {
  private static final Logger log = LoggerFactory.getLogger(TorChannel.class);
  private static final int SCRATCH_LENGTH = 1024;
  private static final int INITIATOR_BIT = 0x80000000;

  /** The first version of the link protocol that has padding to be negotiated. */
  private static final int PADDING_VERSION = 5;

  private static final int MAX_CIRCUITS = 1 << 17;

  /** DESTROY cells that may wait: more come of a peer that asks for circuits and never reads. */
  static final int MAX_DESTROYS = 2 * MAX_CIRCUITS;

  /** Cells that wait or leave before the account of the node is told, if not by a flush. */
  private static final int TELL_MEMORY = 64;

  private final Channel socket;
  private final LinkFacts facts;
  private final boolean canonical;
  private final LinkTally tally;
  private final LinkWatch watch;
  private final CircuitAcceptor acceptor;
  private final SecureRandom random;
  private final Map<Integer, ChannelCircuit> circuits = new HashMap<>();
  private final Queue<Destroy> destroys = new ArrayDeque<>(1);
  private final CircuitTurns turns;
  private List<ChannelCircuit> unblocked = new ArrayList<>();
  private final List<ChannelCircuit> touched = new ArrayList<>();
  private final byte[] scratch = new byte[SCRATCH_LENGTH];
  private final ScheduledFuture<?> quietCheck;
  private final LinkLife life;
  private final LinkPadding padding;
  private final MemoryUse memory;
  private int queuedCells;
  private int quietChecks;
  private @Nullable InetAddress seenAs;
  private @Nullable LinkEnd end;
  private volatile boolean closing;

  /**
   * @param canonical whether the peer says that the address at its end is one of its own
   * @param version of the link protocol
   */
  TorChannel(
      Channel socket,
      LinkFacts facts,
      boolean canonical,
      int version,
      LinkTally tally,
      LinkParty party) {
    this.socket = socket;
    this.facts = facts;
    this.canonical = canonical;
    this.tally = tally;
    this.watch = party.watch();
    this.acceptor = party.acceptor();
    this.random = party.random();
    long half = party.limits().quiet().toNanos() / 2;
    turns = new QuietestFirst(clock(), () -> party.rules().get().priority());
    memory = watch.memory().use();
    watch.memory().enter(this);
    tally.opened(clock().nanoTime());
    life = new LinkLife(this, party);
    padding = new LinkPadding(this, party, version >= PADDING_VERSION, party.keys().get() != null);
    quietCheck = loop().scheduleWithFixedDelay(this::checkQuiet, half, half, TimeUnit.NANOSECONDS);
  }

  /** The loop this channel and its circuits' places live on. */
  @Override
  public EventLoop loop() {
    return socket.eventLoop();
  }

  /** Who is on the other side; null for one that did not say, a client. */
  public @Nullable VerifiedPeer peer() {
    return facts.peer();
  }

  /** What observers are told of it. */
  public LinkFacts facts() {
    return facts;
  }

  /** Whether the peer says that the address at its end is one of its own (tor-spec 4.5). */
  boolean isCanonical() {
    return canonical;
  }

  /** The address of the other end. */
  public InetAddress remoteAddress() {
    return facts.address().getAddress();
  }

  /** The address at which the peer says that it reached us; null where it said none. */
  public @Nullable InetAddress seenAs() {
    return seenAs;
  }

  void seenAs(@Nullable InetAddress address) {
    seenAs = address;
  }

  /** From now on it is for the circuits that it carries, and ends with the last one. Any thread. */
  void retire() {
    LoopTask.give(loop(), life::retire);
  }

  /** Whether it takes no more circuits: it is too old, or there is a better link. Any thread. */
  boolean isRetired() {
    return life.isRetired();
  }

  /** Whether cells can still be sent. */
  public boolean isOpen() {
    return !closing && socket.isActive();
  }

  /** Done when the link is closed, whoever closed it. */
  public Future<Void> closeFuture() {
    return socket.closeFuture();
  }

  /**
   * Takes an unused circuit id, random, its top bit ours, for {@code end}.
   *
   * @throws ChannelException when the link is closed or carries all the circuits it may
   */
  public ChannelCircuit attach(CircuitEnd end) throws ChannelException {
    assert loop().inEventLoop();
    if (!isOpen()) {
      throw new ChannelException("the link is closed");
    }
    if (circuits.size() >= MAX_CIRCUITS) {
      throw new ChannelException("the link carries too many circuits");
    }
    int id;
    do {
      int drawn = random.nextInt();
      id = facts.initiator() ? drawn | INITIATOR_BIT : drawn & ~INITIATOR_BIT;
    } while (id == 0 || circuits.containsKey(id));
    return place(id, end);
  }

  /**
   * Gives the peer's new circuit {@code circuitId}, which its CREATE cell named, to {@code end}.
   */
  public ChannelCircuit accept(int circuitId, CircuitEnd end) {
    assert loop().inEventLoop();
    return place(circuitId, end);
  }

  /** Tells the peer that its CREATE came to nothing, and why. */
  public void refuse(int circuitId, DestroyReason reason) {
    destroy(circuitId, reason);
  }

  /**
   * Sends a DESTROY; while there is no room it waits as what it is, which is far less than its
   * cell, and before all other cells.
   */
  void destroy(int circuitId, DestroyReason reason) {
    Destroy destroy = new Destroy(circuitId, reason);
    if (isWritable() && destroys.isEmpty()) {
      write(destroy);
      flush();
    } else if (destroys.size() < MAX_DESTROYS) {
      destroys.add(destroy);
    } else {
      log.debug("Closing a link whose peer asks for circuits and never reads");
      close(LinkEnd.RESOURCE_LIMIT);
    }
  }

  /** Closes the link, and with it every circuit on it. Any thread. */
  public void close() {
    // Whatever was read before this counts, as where it is called on the loop.
    if (loop().inEventLoop()) {
      close(LinkEnd.OURS);
    } else {
      closing = true;
      LoopTask.give(loop(), () -> close(LinkEnd.OURS));
    }
  }

  private void close(LinkEnd why) {
    if (end == null) {
      end = why;
    }
    closing = true;
    Unwatched.close(socket);
  }

  /** 1,024 bytes for the ciphers of its circuits, about two bodies; holds nothing for long. */
  public byte[] scratch() {
    return scratch;
  }

  boolean isWritable() {
    return socket.isWritable();
  }

  void write(Cell cell) {
    quietChecks = 0;
    writeAny(cell);
  }

  /** Sends a cell of padding, which is no use of the link. */
  void pad() {
    watch.padded();
    writeAny(new Padding());
    flush();
  }

  private void writeAny(Cell cell) {
    assert loop().inEventLoop();
    tally.cellLeft();
    Unwatched.write(socket, cell);
  }

  void flush() {
    turns.look();
    tellMemory();
    socket.flush();
  }

  /** The circuit sends a cell now. */
  void countSent(ChannelCircuit circuit) {
    turns.sent(circuit);
  }

  /** The circuit's first cell waits. */
  void addQueued(ChannelCircuit circuit) {
    turns.add(circuit);
  }

  /** So many more cells wait, or fewer. */
  void countQueued(int cells) {
    watch.queued(cells);
    queuedCells += cells;
    if (cells < -1 || queuedCells % TELL_MEMORY == 0) {
      tellMemory();
    }
  }

  private void tellMemory() {
    memory.now((long) queuedCells * LinkWatch.CELL_MEMORY);
  }

  /** Tells what waits on each of its circuits (row F16). */
  @Override
  public void offer(Victims victims) {
    circuits.values().forEach(each -> each.offer(victims));
  }

  /** The clock of its loop. */
  Ticker clock() {
    return loop().ticker();
  }

  /** The circuit waits for room, and has it: it is told when no circuit's turn is going on. */
  void addUnblocked(ChannelCircuit circuit) {
    unblocked.add(circuit);
  }

  void forget(ChannelCircuit circuit) {
    assert loop().inEventLoop();
    if (circuits.remove(circuit.id(), circuit) && circuits.isEmpty()) {
      life.unused();
    }
  }

  private ChannelCircuit place(int id, CircuitEnd end) {
    ChannelCircuit circuit = new ChannelCircuit(this, id, end);
    circuits.put(id, circuit);
    life.used();
    return circuit;
  }

  boolean hasCircuits() {
    return !circuits.isEmpty();
  }

  /** It has carried no circuit for as long as it may. */
  void closeUnused() {
    log.trace("Closing a link that carries no circuit");
    close(LinkEnd.IDLE);
  }

  /** Whether something waits to be sent. */
  boolean hasWaiting() {
    return queuedCells > 0 || !destroys.isEmpty() || !isWritable();
  }

  /** When the last cell crossed it, either way, by the clock of its loop. */
  long activeAt() {
    return tally.activeAt();
  }

  /** When something was written last, by the same clock. */
  long wroteAt() {
    return tally.wroteAt();
  }

  /** What is said right after the handshake, where anything is. */
  void greet() {
    padding.opened();
  }

  /** It carries a circuit of several hops: from now on it is padded while it is idle. */
  public void carriesCircuits() {
    padding.carriesCircuits();
  }

  /** A circuit of several hops that it carries has carried something itself. */
  public void carriesTraffic() {
    padding.carriesTraffic();
  }

  /** The origin of a circuit, of any length, was sent something by it. */
  public void carriesTrafficOfOrigin() {
    padding.originTraffic();
  }

  /** One timer for all circuits, however many there are (case circuit-22). */
  private void checkQuiet() {
    quietChecks++;
    if (quietChecks > 2 && isOpen()) {
      List.copyOf(circuits.values()).forEach(ChannelCircuit::quiet);
    }
  }

  private void onCell(Cell cell) throws ChannelException {
    tally.cellCame();
    if (closing) {
      // TLS still says goodbye: what came before the peer heard it is not looked at.
      return;
    }
    int circuitId = cell.circuitId();
    if (circuitId == 0 || !mayNameCircuit(cell)) {
      onChannelCell(cell);
      return;
    }
    ChannelCircuit circuit = circuits.get(circuitId);
    if (circuit != null) {
      if (touched.isEmpty() || touched.get(touched.size() - 1) != circuit) {
        touched.add(circuit);
      }
      circuit.receive(cell);
    } else if (cell instanceof Create2 || cell instanceof CreateFast) {
      onCreate(cell);
    } else if (cell instanceof UnknownCell unknown && unknown.isCreate()) {
      refuse(circuitId, DestroyReason.PROTOCOL);
    }
    // Any other cell is of a circuit we have forgotten: its sender may not know yet.
  }

  private void onCreate(Cell create) {
    boolean initiatorsId = create.circuitId() < 0;
    if (initiatorsId == facts.initiator() || circuits.size() >= MAX_CIRCUITS) {
      refuse(create.circuitId(), DestroyReason.PROTOCOL);
    } else {
      accept(create);
    }
  }

  private void accept(Cell create) {
    try {
      acceptor.onCreate(this, create);
    } catch (Throwable e) {
      ChannelCircuit begun = circuits.get(create.circuitId());
      if (begun != null) {
        begun.failed(e);
      } else {
        log.error("Bug: refusing a circuit", e);
        refuse(create.circuitId(), DestroyReason.INTERNAL);
      }
    }
  }

  /** Whether cells of its command belong to circuits, though we may not understand it. */
  private static boolean mayNameCircuit(Cell cell) {
    return !(cell instanceof UnknownCell unknown) || unknown.isCreate() || unknown.isCreated();
  }

  /** C tor drops what belongs to no circuit, but closes the link for what proves an identity. */
  private void onChannelCell(Cell cell) throws ChannelException {
    if (cell instanceof PaddingNegotiate asked) {
      padding.negotiate(asked);
    } else if (cell instanceof Padding) {
      watch.paddingCame();
    }
    if (cell instanceof Certs || cell instanceof AuthChallenge || cell instanceof Authenticate) {
      throw new ChannelException(
          "a " + CellCommand.name(cell.command()) + " cell on a link that is already open");
    }
  }

  private void onReadComplete() {
    for (int i = 0; i < touched.size(); i++) {
      touched.get(i).readComplete();
    }
    touched.clear();
    flush();
  }

  private void onWritabilityChanged() {
    while (isWritable() && !destroys.isEmpty()) {
      write(destroys.remove());
    }
    turns.look();
    ChannelCircuit circuit = isWritable() ? turns.next() : null;
    while (circuit != null) {
      if (circuit.writeOne()) {
        turns.add(circuit);
      }
      circuit = isWritable() ? turns.next() : null;
    }
    if (!unblocked.isEmpty()) {
      List<ChannelCircuit> told = unblocked;
      unblocked = new ArrayList<>();
      told.forEach(ChannelCircuit::becameWritable);
    }
    flush();
  }

  private void onClosed() {
    watch.memory().leave(this);
    quietCheck.cancel(false);
    life.close();
    padding.close();
    List<ChannelCircuit> ending = List.copyOf(circuits.values());
    circuits.clear();
    destroys.clear();
    turns.clear();
    unblocked.clear();
    ending.forEach(ChannelCircuit::channelClosed);
    tally.tell();
    watch.closed(facts, end == null ? LinkEnd.THEIRS : end, tally.carried());
  }

  /** The handler at the end of the socket's pipeline, once the link handshake is done. */
  static final class Handler extends ChannelInboundHandlerAdapter {
    private final TorChannel channel;

    Handler(TorChannel channel) {
      this.channel = channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws ChannelException {
      channel.onCell((Cell) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      channel.onReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      channel.onWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      channel.onClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      Throwable reason = cause instanceof DecoderException ? cause.getCause() : cause;
      if (reason instanceof ChannelException violation) {
        log.debug("Closing a link whose peer breaks the protocol: {}", violation.getMessage());
        channel.close(LinkEnd.PROTOCOL);
      } else if (reason instanceof RuntimeException || reason instanceof Error) {
        log.error("Bug: closing a link", cause);
        channel.close(LinkEnd.INTERNAL);
      } else {
        log.trace("A link failed: {}", cause.getClass().getSimpleName());
        channel.close(LinkEnd.THEIRS);
      }
    }
  }
}
