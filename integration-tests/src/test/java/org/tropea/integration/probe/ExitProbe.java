package org.tropea.integration.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.relay.OnionRelay;

/** An exit of a whole network, and what it says to BEGIN. For one thread. */
public final class ExitProbe {
  private static final int TAG_AND_SECRET = 64;
  private static final int KEY_LENGTH = 32;

  private final ProbedNode node;

  private ExitProbe(ProbedNode node) {
    this.node = node;
  }

  /** A relay of C tor with its data in that folder. */
  public static ExitProbe ofCtor(InetSocketAddress address, Path data)
      throws IOException, InterruptedException {
    byte[] file = Files.readAllBytes(data.resolve("keys").resolve("secret_onion_key_ntor"));
    byte[] key = Arrays.copyOfRange(file, TAG_AND_SECRET, TAG_AND_SECRET + KEY_LENGTH);
    try (LinkProbe link = LinkProbe.connect(address).handshake()) {
      ProbeIdentity.Peer peer = ProbeIdentity.Peer.of(link.theirCerts());
      return new ExitProbe(
          new ProbedNode(
              "C tor", address, peer.rsa().identity(), peer.ed25519(), X25519PublicKey.of(key)));
    }
  }

  /** A relay of ours. */
  public static ExitProbe of(OnionRelay relay) {
    return new ExitProbe(
        new ProbedNode(
            "ours",
            relay.address(),
            relay.keys().rsaIdentity(),
            relay.keys().ed25519Identity(),
            relay.keys().onion().accepted().get(0).publicKey()));
  }

  /** What comes of a stream to {@code target} that reaches it by that relay. */
  public String begin(ExitProbe by, String target) throws IOException, InterruptedException {
    try (LinkProbe link = LinkProbe.connect(by.node.address()).handshake()) {
      return begin(ProbeCircuit.createFast(link).extend(node), target);
    }
  }

  /** The same by a relay that no consensus lists. */
  public String beginAsStranger(String target) throws IOException, InterruptedException {
    try (LinkProbe link = LinkProbe.connect(node.address()).handshake(new ProbeIdentity())) {
      return begin(ProbeCircuit.create2(link, node), target);
    }
  }

  private static String begin(ProbeCircuit circuit, String target) throws InterruptedException {
    byte[] begin =
        new ByteWriter().bytes(target.getBytes(StandardCharsets.US_ASCII)).u8(0).toByteArray();
    return circuit.begin(circuit.freshStreamId(), begin).toString();
  }
}
