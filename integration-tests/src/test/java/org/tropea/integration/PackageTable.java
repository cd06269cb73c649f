package org.tropea.integration;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which package may use which, by their names under {@code org.tropea}: the table of
 * docs/architecture.md. A package may always use itself; one that is not in the table may not
 * exist.
 */
final class PackageTable {
  private static final String TABLE =
      """
      crypto.bytes
      crypto.key            : crypto.bytes
      crypto.certificate    : crypto.bytes crypto.key
      crypto.handshake      : crypto.bytes crypto.key
      crypto.onion          : crypto.bytes crypto.handshake

      protocol.linkspec     : crypto.bytes crypto.key
      protocol.cell         : crypto.bytes crypto.certificate protocol.linkspec
      protocol.message      : crypto.bytes crypto.key protocol.linkspec protocol.cell
      protocol.loop
      protocol.dial
      protocol.rate         : protocol.loop
      protocol.memory       : protocol.loop
      protocol.channel      : crypto.bytes crypto.key crypto.certificate protocol.cell
                              protocol.linkspec protocol.loop protocol.dial protocol.rate
                              protocol.memory
      protocol.notice
      protocol.flow         : crypto.bytes protocol.cell protocol.message
      protocol.conflux      : protocol.cell protocol.message protocol.flow protocol.loop
                              protocol.memory
      protocol.stream       : crypto.bytes protocol.cell protocol.message protocol.flow
                              protocol.loop protocol.memory
      protocol.circuit      : crypto.bytes crypto.key crypto.handshake crypto.onion
                              protocol.cell protocol.message protocol.linkspec protocol.channel
                              protocol.flow protocol.conflux protocol.stream

      directory.text        : crypto.bytes
      directory.document    : crypto.bytes crypto.key crypto.certificate protocol.linkspec
                              directory.text
      directory.release
      directory.network     : crypto.bytes crypto.key protocol.linkspec protocol.message
                              protocol.channel protocol.notice
                              protocol.flow directory.document directory.release
      directory.store       : crypto.bytes directory.text directory.document
      directory.serve       : crypto.bytes crypto.key directory.document directory.store
                              directory.fetch protocol.stream protocol.loop
      directory.fetch       : crypto.bytes crypto.key crypto.handshake protocol.cell
                              protocol.linkspec protocol.message protocol.channel
                              protocol.stream protocol.circuit protocol.loop
                              protocol.dial protocol.flow
                              directory.document directory.network directory.store

      client.guard          : crypto.bytes crypto.key directory.text directory.document
                              directory.network
      client.path           : crypto.key directory.document directory.network client.guard
      client.pool           : crypto.key crypto.handshake protocol.cell protocol.linkspec
                              protocol.message
                              protocol.channel protocol.flow protocol.conflux
                              protocol.stream protocol.circuit directory.document
                              directory.network client.guard client.path
      client                : crypto.key protocol.linkspec protocol.message protocol.channel
                              protocol.stream protocol.circuit protocol.loop
                              directory.document directory.release directory.network
                              directory.store directory.fetch client.guard client.path
                              client.pool
      client.socket         : protocol.message protocol.stream protocol.loop client client.pool

      onionservice.address  : crypto.bytes crypto.key directory.document directory.network
      onionservice.descriptor : crypto.bytes crypto.key crypto.certificate protocol.linkspec
                              directory.text directory.document onionservice.address
      onionservice.effort   : crypto.bytes crypto.key protocol.message
      onionservice.connect  : crypto.bytes crypto.key crypto.handshake protocol.cell
                              protocol.linkspec protocol.message protocol.channel protocol.circuit
                              protocol.stream protocol.loop directory.document
                              directory.network directory.fetch client client.pool
                              onionservice.address onionservice.descriptor
                              onionservice.effort
      onionservice.host     : crypto.bytes crypto.key crypto.handshake protocol.cell
                              protocol.linkspec protocol.message protocol.channel protocol.circuit
                              protocol.stream protocol.loop protocol.dial directory.document
                              directory.network directory.store directory.fetch client client.pool
                              onionservice.address onionservice.descriptor
                              onionservice.effort

      proxy.address         : crypto.bytes protocol.linkspec client
      proxy.request         : protocol.linkspec protocol.message protocol.notice
                              protocol.stream protocol.loop crypto.bytes client client.pool
                              onionservice.address proxy.address
      proxy.socks           : protocol.linkspec protocol.message protocol.notice
                              protocol.stream protocol.loop client proxy.request
      proxy.http            : protocol.message protocol.notice protocol.stream protocol.loop
                              client proxy.request
      proxy.dns             : protocol.message protocol.notice protocol.loop client
                              proxy.request
      proxy                 : protocol.channel protocol.loop protocol.notice directory.fetch
                              directory.release client onionservice.connect proxy.address
                              proxy.request proxy.socks proxy.http proxy.dns

      embedded              : crypto.bytes protocol.channel protocol.message
                              directory.network directory.release directory.store
                              directory.fetch client client.path client.pool client.socket
                              onionservice.connect proxy.address proxy.request proxy

      control.protocol
      control.authentication : directory.store
      control.event         : control.protocol
      control.node          : control.protocol
      control.status        : crypto.key protocol.cell protocol.message protocol.channel
                              protocol.linkspec protocol.circuit protocol.stream
                              directory.text directory.document directory.network
                              directory.fetch client control.protocol control.event
                              control.node
      control.information   : crypto.key directory.text directory.document directory.network
                              control.protocol control.event control.node control.status
      control.command       : control.protocol control.authentication control.event
                              control.node control.information
      control.json          : protocol.channel protocol.loop proxy control.authentication
                              control.event
      control               : protocol.channel protocol.loop proxy control.protocol
                              control.authentication control.event control.command

      relay.keys            : crypto.bytes crypto.key crypto.certificate crypto.handshake
                              directory.text directory.document directory.store
                              protocol.channel
      relay.defence         : crypto.bytes protocol.channel directory.document
                              directory.network
      relay.rendezvous      : crypto.bytes crypto.key protocol.cell protocol.message
                              protocol.loop directory.network relay.defence
      relay.circuit         : crypto.bytes crypto.key crypto.handshake crypto.onion
                              protocol.cell protocol.message protocol.linkspec protocol.channel
                              protocol.flow protocol.conflux protocol.stream
                              protocol.loop protocol.memory relay.defence relay.rendezvous
      relay.exit            : crypto.bytes protocol.message protocol.stream protocol.loop
                              protocol.memory protocol.dial directory.document
      relay.cache           : crypto.bytes crypto.key directory.document directory.network
                              directory.fetch directory.serve
      relay.servicedirectory: crypto.bytes crypto.key protocol.cell protocol.stream
                              directory.document directory.serve
      relay.accounting      : crypto.bytes crypto.key directory.text directory.store
      relay.history         : crypto.bytes directory.text directory.store
      relay.self            : crypto.bytes crypto.key crypto.certificate directory.document
                              directory.network directory.fetch relay.keys
      relay.selftest        : crypto.key protocol.linkspec protocol.channel protocol.circuit
                              protocol.flow protocol.loop directory.document directory.network
      relay                 : crypto.key crypto.handshake protocol.cell protocol.message
                              protocol.channel protocol.flow protocol.conflux protocol.dial
                              protocol.linkspec protocol.loop protocol.rate protocol.memory
                              protocol.stream directory.document
                              directory.network directory.release directory.fetch crypto.bytes directory.text
                              directory.store directory.serve relay.keys relay.accounting relay.defence relay.rendezvous relay.circuit relay.exit relay.cache
                              relay.history relay.self relay.selftest relay.servicedirectory

      authority.keys        : crypto.bytes crypto.key directory.document directory.store
      authority.bandwidth   : crypto.bytes crypto.key directory.text
      authority.audit       : crypto.bytes crypto.key directory.text directory.document authority.consensus
      authority.intake      : crypto.bytes crypto.key protocol.linkspec directory.text
                              directory.document authority.pins authority.rules
      authority.vote        : crypto.bytes crypto.key directory.document directory.network
                              authority.keys authority.rules
      authority.consensus   : crypto.bytes crypto.key directory.document
      authority.randomness  : crypto.bytes crypto.key directory.text directory.document
                              directory.store
      authority.pins        : crypto.bytes crypto.key directory.text directory.document
                              directory.store
      authority.rules       : crypto.bytes crypto.key directory.document
      authority.history     : crypto.bytes crypto.key directory.text directory.store
                              authority.vote
      authority.reachability : crypto.bytes crypto.key protocol.linkspec directory.document
      authority             : crypto.bytes crypto.key protocol.loop protocol.channel
                              directory.document
                              directory.network directory.release directory.fetch
                              directory.serve directory.store relay relay.keys relay.self
                              authority.audit authority.keys authority.intake authority.vote
                              authority.consensus authority.randomness authority.history
                              authority.reachability authority.pins authority.rules
                              authority.bandwidth

      network               : crypto.key protocol.channel directory.document directory.network
                              directory.store directory.fetch client client.path client.pool
                              onionservice.address onionservice.connect onionservice.host
                              proxy.address proxy.request proxy relay.keys relay.exit relay
                              authority.keys authority.intake authority.vote
                              authority.consensus authority.reachability
                              authority.rules authority
      network.junit         : network

      configuration
      metrics               : protocol.channel protocol.loop protocol.memory protocol.stream
                              directory.document relay relay.circuit relay.defence relay.exit
                              relay.rendezvous directory.network onionservice.address
                              onionservice.host crypto.key authority

      command               : *
      """;

  private final Map<String, Set<String>> mayUse = new TreeMap<>();

  /** Reads the table; a name that it does not list itself is refused. */
  PackageTable() {
    String joined = TABLE.replaceAll("\n +(?=\\S)", " ");
    for (String row : joined.lines().filter(line -> !line.isBlank()).toList()) {
      String[] cells = row.split(":", 2);
      mayUse.put(cells[0].strip(), cells.length == 1 ? Set.of() : words(cells[1]));
    }
    for (Set<String> used : mayUse.values()) {
      for (String name : used) {
        if (!name.equals("*") && !mayUse.containsKey(name)) {
          throw new AssertionError("the table uses " + name + " but has no row for it");
        }
      }
    }
  }

  boolean knows(String name) {
    return mayUse.containsKey(name);
  }

  /** Whether code of {@code user} may name types of {@code used}. */
  boolean allows(String user, String used) {
    Set<String> allowed = mayUse.getOrDefault(user, Set.of());
    return user.equals(used) || allowed.contains("*") || allowed.contains(used);
  }

  private static Set<String> words(String cell) {
    return Arrays.stream(cell.strip().split("\\s+")).collect(Collectors.toSet());
  }
}
