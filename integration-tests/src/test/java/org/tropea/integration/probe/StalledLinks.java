package org.tropea.integration.probe;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import org.tropea.protocol.cell.CellCommand;

/**
 * Cases link-3 and link-4: links whose handshake stops at each of its steps. They are opened early
 * and looked at late, since our relay waits for half a minute (and C tor for five).
 */
final class StalledLinks implements AutoCloseable {
  private final Socket silent;
  private final LinkProbe withoutVersions;
  private final LinkProbe withHalfOfVersions;
  private final LinkProbe withoutNetinfo;

  StalledLinks(ProbedNode node) throws IOException, InterruptedException {
    silent = new Socket(node.address().getAddress(), node.address().getPort());
    withoutVersions = LinkProbe.connect(node.address());
    withHalfOfVersions = LinkProbe.connect(node.address());
    byte[] versions = withHalfOfVersions.frame(0, CellCommand.VERSIONS, new byte[] {0, 4, 0, 5});
    withHalfOfVersions.send(Arrays.copyOf(versions, versions.length / 2));
    withoutNetinfo = LinkProbe.connect(node.address()).versions().awaitTheirs();
  }

  /** Whether the relay closes all of them within this time; which it has not, else nothing. */
  String awaitClosed(Duration patience) throws IOException, InterruptedException {
    silent.setSoTimeout((int) patience.toMillis());
    try {
      if (silent.getInputStream().read() >= 0) {
        return "one that says nothing is answered";
      }
    } catch (SocketException e) {
      // A reset closes it too.
    } catch (IOException e) {
      return "one that says nothing";
    }
    if (!withoutVersions.expectClosed(patience).equals(Outcome.CLOSED)) {
      return "one without VERSIONS";
    }
    if (!withHalfOfVersions.expectClosed(patience).equals(Outcome.CLOSED)) {
      return "one with half of VERSIONS";
    }
    return withoutNetinfo.expectClosed(patience).equals(Outcome.CLOSED)
        ? ""
        : "one without NETINFO";
  }

  @Override
  public void close() throws IOException {
    silent.close();
    withoutVersions.close();
    withHalfOfVersions.close();
    withoutNetinfo.close();
  }
}
