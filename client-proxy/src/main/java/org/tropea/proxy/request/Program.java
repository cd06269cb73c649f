package org.tropea.proxy.request;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * What is known of the program that sends a request. Immutable.
 *
 * @param protocol in which it asks
 * @param address its own, as text; empty at a unix socket, where all programs are alike
 * @param login what it says to be kept apart from others by; empty for nothing
 */
public record Program(Protocol protocol, String address, List<String> login) {
  /** In which a program can ask. */
  public enum Protocol {
    /** SOCKS 4 and 4a. */
    SOCKS4,
    /** SOCKS 5. */
    SOCKS5,
    /** HTTP CONNECT. */
    HTTP,
    /** DNS. */
    DNS
  }

  /** Keeps its own copy. */
  public Program {
    login = List.copyOf(login);
  }

  /** A program at this end of a connection that says nothing of itself. */
  public static Program at(SocketAddress end, Protocol protocol) {
    String address =
        end instanceof InetSocketAddress internet ? internet.getAddress().getHostAddress() : "";
    return new Program(protocol, address, List.of());
  }

  /** The same, with a login. */
  public Program with(Protocol spoken, List<String> itsLogin) {
    return new Program(spoken, address, itsLogin);
  }

  boolean hasLogin() {
    return !login.isEmpty();
  }

  /** Prints nothing of its contents. */
  @Override
  public String toString() {
    return "Program by " + protocol;
  }
}
