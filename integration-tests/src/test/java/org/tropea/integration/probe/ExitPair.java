package org.tropea.integration.probe;

import java.io.IOException;
import java.nio.file.Path;
import org.tropea.integration.CtorRelay;

/**
 * An exit of ours and one of C tor that are told the same, and the name server that both ask. For
 * one thread.
 */
record ExitPair(FakeNameServer names, TropeaNode tropea, CtorRelay process, ProbedNode ctor)
    implements AutoCloseable {
  /** Exits that lead to every IPv4 address. */
  static ExitPair open(Path folder) throws Exception {
    FakeNameServer names = new FakeNameServer();
    TropeaNode tropea = new TropeaNode("ours", folder, 2, names.address());
    return start(names, tropea, CtorRelay.start(folder, names.address()));
  }

  /** Exits as on the Internet, of IPv6 too: nothing private is extended or connected to. */
  static ExitPair strict(Path folder) throws Exception {
    FakeNameServer names = new FakeNameServer();
    return start(
        names,
        TropeaNode.strict("ours", folder, names.address()),
        CtorRelay.start(
            folder,
            names.address(),
            "ExtendAllowPrivateAddresses 0",
            "ExitPolicyRejectPrivate 1",
            "IPv6Exit 1"));
  }

  private static ExitPair start(FakeNameServer names, TropeaNode tropea, CtorRelay process)
      throws Exception {
    return new ExitPair(names, tropea, process, ProbedNode.of(process));
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
