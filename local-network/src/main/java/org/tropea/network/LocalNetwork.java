package org.tropea.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.protocol.channel.Machine;

/**
 * A whole Tor in one JVM: authorities that vote, relays, exits that lead to loopback too, and
 * clients with SOCKS ports, and onion services; each node a real one, on free ports of loopback.
 * Several networks can run at once.
 *
 * <p>Any thread may call. Nodes have the threads that they have alone (docs/threads.md).
 */
public final class LocalNetwork implements AutoCloseable {
  private final Layout layout;
  private final Folder folder;
  private final List<Node> nodes;
  private final NetworkStart start;
  private boolean closed;

  private LocalNetwork(Layout layout, Folder folder, NetworkStart start) {
    this.layout = layout;
    this.folder = folder;
    this.start = start;
    this.nodes = start.nodes();
  }

  /** A network of {@link Layout#DEFAULT}, to be changed. */
  public static Builder builder() {
    return new Builder();
  }

  /** How many nodes of each kind it has. */
  public Layout layout() {
    return layout;
  }

  /** Where its nodes keep their files, each in a folder of its name. */
  public Path folder() {
    return folder.path();
  }

  /** All nodes: authorities, relays, exits, clients, services. */
  public List<Node> nodes() {
    return nodes;
  }

  /** The nodes of this kind. */
  public List<Node> nodes(NodeKind kind) {
    return nodes.stream().filter(node -> node.kind() == kind).toList();
  }

  /** The node of this name, such as {@code relay0}. */
  public Node node(String name) {
    return nodes.stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the network has no node " + name));
  }

  /** Done when the authorities begin to vote; with what others need to join. */
  public CompletableFuture<Invitation> invitation() {
    return start.invitation().copy();
  }

  /**
   * Done when every authority published a consensus that lists every relay, every relay's cache has
   * it and what it lists, every client has a circuit, and every onion service can be reached; fails
   * where a node cannot be started, with why.
   */
  public CompletableFuture<LocalNetwork> ready() {
    return start.ready().thenApply(done -> this);
  }

  /** The next consensus of this flavour that one of the authorities publishes from now on. */
  public CompletableFuture<Consensus> nextConsensus(Flavour flavour) {
    return start.nextConsensus(flavour);
  }

  /**
   * Stops every node and, where it was not named, removes the folder; takes up to seconds. Who
   * closes it again waits until that is done.
   */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      start.close();
      folder.close();
    }
  }

  /** What a network is made of. For one thread. */
  public static final class Builder {
    private int authorities = Layout.DEFAULT.authorities();
    private int relays = Layout.DEFAULT.relays();
    private int exits = Layout.DEFAULT.exits();
    private int clients = Layout.DEFAULT.clients();
    private int services;
    private @Nullable InetSocketAddress server;
    private int socksPort;
    private @Nullable Path folder;
    private @Nullable Machine machine;
    private Consumer<Node> listener = node -> {};

    private Builder() {}

    /** How many vote. */
    public Builder authorities(int count) {
      authorities = count;
      return this;
    }

    /** How many relays that are no exits, beside those of the authorities. */
    public Builder relays(int count) {
      relays = count;
      return this;
    }

    /** How many exits. */
    public Builder exits(int count) {
      exits = count;
      return this;
    }

    /** How many clients. */
    public Builder clients(int count) {
      clients = count;
      return this;
    }

    /**
     * How many onion services, each with a key of its own that lasts as long as the network.
     *
     * @param to where their port 80 leads
     */
    public Builder onionServices(int count, InetSocketAddress to) {
      services = count;
      server = to;
      return this;
    }

    /** The first client's SOCKS port, in the place of a free one. */
    public Builder socksPort(int port) {
      socksPort = port;
      return this;
    }

    /** A folder to keep; nodes whose folders are in it keep their keys. */
    public Builder folder(Path kept) {
      folder = kept;
      return this;
    }

    /** Time, randomness and cryptography of the nodes, in the place of this machine's best. */
    public Builder machine(Machine other) {
      machine = other;
      return this;
    }

    /** Hears of each change of a node, on that node's threads and ours; must not block. */
    public Builder listener(Consumer<Node> other) {
      listener = other;
      return this;
    }

    /**
     * Begins to start a network, and returns at once; {@link #ready} tells when it can be used.
     *
     * @throws IllegalArgumentException when such a network cannot be; the message says why
     * @throws IOException when the folder cannot be made or has another network running in it, or
     *     the SOCKS port is in use; the message says which
     */
    public LocalNetwork build() throws IOException {
      Layout layout = new Layout(authorities, relays, exits, clients, services);
      Machine used = machine == null ? Machine.best() : machine;
      if (socksPort > 0) {
        HeldPorts.check(socksPort);
      }
      Folder made = folder == null ? Folder.temporary() : Folder.kept(folder);
      try {
        NetworkStart.Ports ports = new NetworkStart.Ports(socksPort, server);
        NetworkStart start = new NetworkStart(layout, made, used, ports, listener);
        start.begin();
        return new LocalNetwork(layout, made, start);
      } catch (IOException | RuntimeException e) {
        made.close();
        throw e;
      }
    }
  }
}
