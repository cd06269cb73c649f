package org.tropea.integration.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.protocol.channel.LinkLimits;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.Settings;
import org.tropea.relay.keys.KeyFileException;

/** A relay of ours on a free loopback port: an exit to any IPv4 address, of no network. */
final class TropeaNode implements AutoCloseable {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final OnionRelay relay;
  private final ProbedNode node;

  /** A relay on so many event loops, its keys in {@code folder}. */
  TropeaNode(String name, Path folder, int loops, InetSocketAddress... nameServers)
      throws IOException, KeyFileException, DecodeException {
    this(name, folder, LOOPBACK, loops, nameServers);
  }

  /** The same, listening there. */
  TropeaNode(
      String name,
      Path folder,
      InetSocketAddress listen,
      int loops,
      InetSocketAddress... nameServers)
      throws IOException, KeyFileException, DecodeException {
    this(
        new Settings(
            name,
            folder.resolve(name),
            listen,
            LOOPBACK,
            null,
            null,
            ExitPolicy.read(List.of("accept *4:*", "reject *:*")),
            List.of(),
            false,
            true,
            loops,
            null,
            List.of(nameServers)));
  }

  /** The same on one event loop, which waits so long for its peers. */
  static TropeaNode waiting(String name, Path folder, LinkLimits limits)
      throws IOException, KeyFileException, DecodeException {
    return new TropeaNode(
        new Settings(
            name,
            folder.resolve(name),
            LOOPBACK,
            LOOPBACK,
            null,
            null,
            ExitPolicy.read(List.of("accept *4:*", "reject *:*")),
            List.of(),
            false,
            true,
            1,
            null,
            List.of(),
            limits));
  }

  /** An exit as on the Internet: nothing private is extended or connected to. */
  static TropeaNode strict(String name, Path folder, InetSocketAddress nameServer)
      throws IOException, KeyFileException, DecodeException {
    return new TropeaNode(
        new Settings(
            name,
            folder.resolve(name),
            LOOPBACK,
            LOOPBACK,
            null,
            null,
            ExitPolicy.REJECT_PRIVATE.then(ExitPolicy.read(List.of("accept *:*"))),
            List.of(),
            false,
            false,
            1,
            null,
            List.of(nameServer)));
  }

  private TropeaNode(Settings settings) throws IOException, KeyFileException {
    relay = OnionRelay.start(settings, Machine.best());
    node =
        new ProbedNode(
            settings.nickname(),
            relay.address(),
            relay.keys().rsaIdentity(),
            relay.keys().ed25519Identity(),
            relay.keys().onion().accepted().get(0).publicKey());
  }

  ProbedNode node() {
    return node;
  }

  @Override
  public void close() {
    relay.close();
  }
}
