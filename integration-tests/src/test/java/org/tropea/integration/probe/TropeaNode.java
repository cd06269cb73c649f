package org.tropea.integration.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.Settings;
import org.tropea.relay.keys.KeyFileException;

/** A relay of ours on a free loopback port: an exit to any IPv4 address, of no network. */
final class TropeaNode implements AutoCloseable {
  private final OnionRelay relay;
  private final ProbedNode node;

  /** A relay on so many event loops, its keys in {@code folder}. */
  TropeaNode(String name, Path folder, int loops)
      throws IOException, KeyFileException, DecodeException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    relay =
        OnionRelay.start(
            new Settings(
                name,
                folder.resolve(name),
                anyPort,
                anyPort,
                null,
                null,
                ExitPolicy.read(List.of("accept *4:*", "reject *:*")),
                List.of(),
                false,
                true,
                loops),
            Machine.best(InstantSource.system(), new SecureRandom()));
    node =
        new ProbedNode(
            name,
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
