package org.tropea.network;

import io.netty.channel.EventLoop;
import java.util.List;
import org.tropea.authority.AuthorityRelay;
import org.tropea.onionservice.host.OnionService;
import org.tropea.proxy.ClientProxy;
import org.tropea.relay.OnionRelay;

/** What runs at a node while it is up. */
sealed interface Program {
  /** Ends it in order. */
  void close();

  /** Ends it as a killed process ends. */
  void kill();

  /** All that does its work. */
  List<EventLoop> loops();

  /** Where it listens. */
  NodePorts ports();

  /** An authority and its relay. */
  record OfAuthority(AuthorityRelay authority) implements Program {
    @Override
    public void close() {
      authority.close();
    }

    @Override
    public void kill() {
      authority.kill();
    }

    @Override
    public List<EventLoop> loops() {
      return authority.loops();
    }

    @Override
    public NodePorts ports() {
      return new NodePorts(
          authority.relay().address().getPort(), authority.directoryAddress().getPort(), 0);
    }
  }

  /** A relay, exit or not. */
  record OfRelay(OnionRelay relay) implements Program {
    @Override
    public void close() {
      relay.close();
    }

    @Override
    public void kill() {
      relay.kill();
    }

    @Override
    public List<EventLoop> loops() {
      return relay.loops();
    }

    @Override
    public NodePorts ports() {
      return new NodePorts(relay.address().getPort(), 0, 0);
    }
  }

  /** An onion service, and the client that hosts it. */
  record OfService(ClientProxy proxy, OnionService service) implements Program {
    @Override
    public void close() {
      service.close();
      proxy.close();
    }

    @Override
    public void kill() {
      proxy.kill();
    }

    @Override
    public List<EventLoop> loops() {
      return List.of(proxy.client().loop());
    }

    @Override
    public NodePorts ports() {
      return new NodePorts(0, 0, 0);
    }
  }

  /** A client and its SOCKS port. */
  record OfClient(ClientProxy proxy) implements Program {
    @Override
    public void close() {
      proxy.close();
    }

    @Override
    public void kill() {
      proxy.kill();
    }

    @Override
    public List<EventLoop> loops() {
      return List.of(proxy.client().loop());
    }

    @Override
    public NodePorts ports() {
      return new NodePorts(0, 0, proxy.addresses().get(0).getPort());
    }
  }
}
