package org.tropea.integration.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.integration.CtorPrograms;
import org.tropea.integration.CtorRelay;
import org.tropea.protocol.message.RelayCommand;

/**
 * An exit of ours and one of C tor that are told the same, and the name server that both ask. For
 * one thread.
 */
record ExitPair(FakeNameServer names, TropeaNode tropea, CtorRelay process, ProbedNode ctor)
    implements AutoCloseable {
  private static final Duration READY_PATIENCE = Duration.ofSeconds(30);
  private static final int IPV4_ANSWER = 4;

  /** Exits that lead to every IPv4 address. */
  static ExitPair open(Path folder) throws Exception {
    FakeNameServer names = new FakeNameServer();
    TropeaNode tropea = new TropeaNode("ours", folder, 2, names.address());
    return open(names, tropea, CtorRelay.start(CtorPrograms.newest(), folder, names.address()));
  }

  /** Exits as on the Internet, of IPv6 too: nothing private is extended or connected to. */
  static ExitPair strict(Path folder) throws Exception {
    FakeNameServer names = new FakeNameServer();
    return start(
        names,
        TropeaNode.strict("ours", folder, names.address()),
        CtorRelay.start(
            CtorPrograms.newest(),
            folder,
            names.address(),
            "ExtendAllowPrivateAddresses 0",
            "ExitPolicyRejectPrivate 1",
            "IPv6Exit 1"));
  }

  /** Exits that lead to every address of IPv4 and IPv6. */
  static ExitPair dual(Path folder) throws Exception {
    FakeNameServer names = new FakeNameServer();
    TropeaNode tropea = TropeaNode.dual("ours", folder, names.address());
    return open(
        names,
        tropea,
        CtorRelay.start(CtorPrograms.newest(), folder, names.address(), "IPv6Exit 1"));
  }

  private static ExitPair open(FakeNameServer names, TropeaNode tropea, CtorRelay process)
      throws Exception {
    ExitPair pair = start(names, tropea, process);
    awaitExit(pair.ctor(), new ProbeIdentity());
    return pair;
  }

  private static ExitPair start(FakeNameServer names, TropeaNode tropea, CtorRelay process)
      throws Exception {
    ExitPair pair = new ExitPair(names, tropea, process, ProbedNode.of(process));
    pair.awaitNames();
    return pair;
  }

  /**
   * C tor believes in no name server at first; a name that has failed it remembers, so each is new.
   */
  private void awaitNames() throws Exception {
    ProbeIdentity identity = new ProbeIdentity();
    long deadline = System.nanoTime() + READY_PATIENCE.toNanos();
    for (int i = 0; !resolves(identity, FakeNameServer.WARM + i); i++) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("C tor has not asked its name server in time");
      }
    }
  }

  private boolean resolves(ProbeIdentity identity, String name) throws Exception {
    try (LinkProbe link = LinkProbe.connect(ctor.address()).handshake(identity)) {
      ProbeCircuit circuit = ProbeCircuit.create2(link, ctor);
      int stream = circuit.freshStreamId();
      byte[] asked =
          new ByteWriter().bytes(name.getBytes(StandardCharsets.US_ASCII)).u8(0).toByteArray();
      circuit.send(RelayCommand.RESOLVE, stream, asked);
      return circuit.nextOn(stream) instanceof ProbeCircuit.Message message
          && message.data().length > 0
          && message.data()[0] == IPV4_ANSWER;
    } catch (SilenceException e) {
      return false;
    }
  }

  /** Waits until C tor lets a stream out: before it has made its descriptor, it refuses all. */
  static void awaitExit(ProbedNode ctor, ProbeIdentity identity) throws Exception {
    long deadline = System.nanoTime() + READY_PATIENCE.toNanos();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      byte[] target =
          new ByteWriter()
              .bytes(("127.0.0.1:" + server.getLocalPort()).getBytes(StandardCharsets.US_ASCII))
              .u8(0)
              .toByteArray();
      Outcome outcome;
      do {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("C tor has let no stream out in time");
        }
        try (LinkProbe link = LinkProbe.connect(ctor.address()).handshake(identity)) {
          ProbeCircuit circuit = ProbeCircuit.create2(link, ctor);
          outcome = circuit.begin(circuit.freshStreamId(), target);
        }
      } while (!outcome.equals(Outcome.CONNECTED));
    }
  }

  ProbedNode ours() {
    return tropea.node();
  }

  @Override
  public void close() throws IOException {
    process.close();
    tropea.close();
    names.close();
  }
}
