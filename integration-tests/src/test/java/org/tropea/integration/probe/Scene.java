package org.tropea.integration.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * Where a case is played: the relay it is sent to, another relay to extend to, and the servers
 * behind the exit. Every link a case opens is closed with it.
 */
final class Scene implements AutoCloseable {
  private final ProbedNode node;
  private final ProbedNode neighbour;
  private final LoopbackServers servers;
  private final ProbeIdentity identity;
  private final ProbeHop.Kind kind;
  private @Nullable LinkProbe link;
  private @Nullable LinkProbe next;

  Scene(ProbedNode node, ProbedNode neighbour, LoopbackServers servers, ProbeIdentity identity) {
    this(node, neighbour, servers, identity, ProbeHop.Kind.NTOR);
  }

  /** The same with circuits whose hops are of that kind. */
  Scene(
      ProbedNode node,
      ProbedNode neighbour,
      LoopbackServers servers,
      ProbeIdentity identity,
      ProbeHop.Kind kind) {
    this.node = node;
    this.neighbour = neighbour;
    this.servers = servers;
    this.identity = identity;
    this.kind = kind;
  }

  /** What the hops of its circuits are. */
  ProbeHop.Kind kind() {
    return kind;
  }

  ProbedNode node() {
    return node;
  }

  ProbedNode neighbour() {
    return neighbour;
  }

  LoopbackServers servers() {
    return servers;
  }

  /** The relay that {@link #relay} plays. */
  ProbeIdentity identity() {
    return identity;
  }

  /** A link on which only TLS is done. */
  LinkProbe tls() throws IOException {
    closeLink();
    LinkProbe opened = LinkProbe.connect(node.address());
    link = opened;
    return opened;
  }

  /** An open link of a client. */
  LinkProbe client() throws IOException, InterruptedException {
    return tls().handshake();
  }

  /** An open link of a relay. */
  LinkProbe relay() throws IOException, InterruptedException {
    return tls().handshake(identity);
  }

  /**
   * Another open link of the relay that we play, kept beside the first: circuits can be extended to
   * us over it, once the node has noticed that it is open.
   */
  LinkProbe nextHop() throws IOException, InterruptedException {
    LinkProbe opened = LinkProbe.connect(node.address());
    next = opened;
    opened.handshake(identity).outcome();
    return opened;
  }

  /** Where {@link #nextHop} is said to listen; nobody connects there. */
  RelayTarget self() {
    return new RelayTarget(
        identity.rsaIdentity(),
        identity.ed25519Identity(),
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9)));
  }

  /** A client's circuit of one hop. */
  ProbeCircuit clientCircuit() throws IOException, InterruptedException {
    return kind == ProbeHop.Kind.NTOR
        ? ProbeCircuit.createFast(client())
        : ProbeCircuit.create2(client(), node, kind);
  }

  /** A circuit that a relay made with us, as the last hop of somebody. */
  ProbeCircuit relayCircuit() throws IOException, InterruptedException {
    return ProbeCircuit.create2(relay(), node, kind);
  }

  private void closeLink() {
    LinkProbe last = link;
    if (last != null) {
      last.close();
    }
  }

  @Override
  public void close() {
    closeLink();
    LinkProbe last = next;
    if (last != null) {
      last.close();
    }
  }
}
