package org.tropea.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.AuthorityRelay;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.proxy.ClientProxy;
import org.tropea.relay.OnionRelay;

/**
 * One node of a network: it can be stopped, killed, paused, and started again with the same keys.
 *
 * <p>Any thread but those of the network's own nodes; one change at a time, and each returns when
 * it is done.
 */
public final class Node {
  private final NodeKind kind;
  private final String name;
  private final Path folder;
  private final Start start;
  private final Consumer<Node> listener;
  private @Nullable Pause pause;
  private volatile @Nullable Program running;
  private volatile NodeState state = NodeState.DOWN;
  private volatile NodePorts ports;
  private volatile int percent;

  /** How what runs at a node is started. */
  interface Start {
    /** Starts it, on the node's ports where it has some. */
    Program of(Node node) throws Exception;
  }

  /**
   * A node that is down; {@code listener} hears of each change, on whatever thread makes it.
   *
   * @param port where it shall listen, a client for SOCKS, others for links; 0 for any free one
   */
  Node(NodeKind kind, String name, Path folder, int port, Start start, Consumer<Node> listener) {
    this.kind = kind;
    this.name = name;
    this.folder = folder;
    this.ports = kind == NodeKind.CLIENT ? new NodePorts(0, 0, port) : new NodePorts(port, 0, 0);
    this.start = start;
    this.listener = listener;
  }

  /** What it does in the network. */
  public NodeKind kind() {
    return kind;
  }

  /** Its nickname: its kind and a number from 0. */
  public String name() {
    return name;
  }

  /** Its data directory. */
  public Path folder() {
    return folder;
  }

  /** What became of it so far. */
  public NodeState state() {
    return state;
  }

  /** Where it listens, or listened last. */
  public NodePorts ports() {
    return ports;
  }

  /** How far a client or a service has come, 0 to 100; 100 for any other node that is ready. */
  public int percent() {
    return percent;
  }

  /** The relay that runs here: none at a client, or while it is down. */
  public Optional<OnionRelay> relay() {
    Program now = running;
    if (now instanceof Program.OfRelay relay) {
      return Optional.of(relay.relay());
    }
    return now instanceof Program.OfAuthority authority
        ? Optional.of(authority.authority().relay())
        : Optional.empty();
  }

  /** The authority that runs here: none at another node, or while it is down. */
  public Optional<AuthorityRelay> authority() {
    return running instanceof Program.OfAuthority authority
        ? Optional.of(authority.authority())
        : Optional.empty();
  }

  /** The client that runs here: none at another node, or while it is down. */
  public Optional<ClientProxy> client() {
    return running instanceof Program.OfClient client
        ? Optional.of(client.proxy())
        : Optional.empty();
  }

  /** Where its onion service is: none at another node, or while it is down. */
  public Optional<OnionAddress> onionService() {
    return running instanceof Program.OfService service
        ? Optional.of(service.service().address())
        : Optional.empty();
  }

  /** The fingerprint of its relay; none at a client, or while it is down. */
  public Optional<RsaIdentity> fingerprint() {
    return relay().map(relay -> relay.keys().rsaIdentity());
  }

  /**
   * Starts it, on the ports it had last where it had some; again does nothing.
   *
   * @throws IOException when it cannot be started; the message says why
   */
  public synchronized void start() throws IOException {
    if (running != null) {
      return;
    }
    change(NodeState.STARTING, 0);
    try {
      Program started = start.of(this);
      running = started;
      ports = started.ports();
      change(NodeState.UP, percent);
      // It may have become ready before it was up.
      progress(percent);
    } catch (Exception e) {
      change(NodeState.FAILED, 0);
      throw new IOException(name + " cannot be started: " + e.getMessage(), e);
    }
  }

  /**
   * Stops it in order, as SIGTERM stops a process: circuits are destroyed, links say goodbye, ports
   * are closed, threads end.
   */
  public synchronized void stop() {
    end(Program::close);
  }

  /**
   * Kills it: its event loops end, and the system closes its sockets without a DESTROY cell or a
   * TLS goodbye, as those of a killed process; what was being written to disk is still written, for
   * the JVM lives on.
   */
  public synchronized void kill() {
    end(Program::kill);
  }

  /**
   * Lets it stand still with its sockets open, as SIGSTOP would: its event loops are held, so it
   * answers nothing, and the kernel takes what others send until buffers are full. Handshakes and
   * documents already at its workers are finished there, and go nowhere.
   */
  public synchronized void pause() throws InterruptedException {
    Program now = running;
    if (now != null && pause == null) {
      pause = Pause.of(now.loops());
      change(NodeState.PAUSED, percent);
    }
  }

  /** Lets it go on after {@link #pause}. */
  public synchronized void resume() {
    if (pause != null) {
      pause.end();
      pause = null;
      change(NodeState.UP, percent);
    }
  }

  /** It is ready, or has come so far on the way; nothing for a node that is not up. */
  void progress(int reached) {
    percent = Math.max(percent, reached);
    NodeState now = state;
    if (now == NodeState.UP && reached >= 100) {
      state = NodeState.READY;
    }
    listener.accept(this);
  }

  private void end(Consumer<Program> how) {
    Program now = running;
    if (now != null) {
      resume();
      running = null;
      how.accept(now);
      change(NodeState.DOWN, 0);
    }
  }

  private void change(NodeState next, int reached) {
    state = next;
    percent = reached;
    listener.accept(this);
  }
}
