package org.tropea.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * One C tor process that is an exit relay of no network: its only authority does not exist. It
 * answers links, circuits and streams all the same, a few seconds after its start.
 */
public final class CtorRelay implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofSeconds(30);
  private static final int TAG_LENGTH = 32;
  private static final int KEY_LENGTH = 32;

  private static final String TORRC =
      """
      TestingTorNetwork 1
      DirAuthority nobody orport=1 127.0.0.1:1 ffffffffffffffffffffffffffffffffffffffff
      AssumeReachable 1
      PublishServerDescriptor 0
      Nickname probed
      Address 127.0.0.1
      ORPort 127.0.0.1:%d IPv4Only
      SocksPort 0
      DataDirectory %s
      ExitRelay 1
      IPv6Exit 0
      ExitPolicyRejectPrivate 0
      ExitPolicy accept *:*
      RefuseUnknownExits 0
      ExtendAllowPrivateAddresses 1
      ServerDNSResolvConfFile %s
      ShutdownWaitLength 0
      ProtocolWarnings 1
      ContactInfo test@example.com
      __OwningControllerProcess %d
      Log notice stdout
      """;

  private final LoggedProcess process;
  private final Path folder;
  private final int orPort;

  private CtorRelay(LoggedProcess process, Path folder, int orPort) {
    this.process = process;
    this.folder = folder;
    this.orPort = orPort;
  }

  /** Starts it with its data in {@code folder}; returns when it has made itself a descriptor. */
  public static CtorRelay start(Path folder) throws IOException, InterruptedException {
    int orPort = LoopbackPorts.free(1).get(0);
    Path names = Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
    Path torrc = folder.resolve("torrc");
    Files.writeString(
        torrc,
        TORRC.formatted(orPort, folder.resolve("data"), names, ProcessHandle.current().pid()));
    LoggedProcess process =
        LoggedProcess.start("C tor", new ProcessBuilder("tor", "-f", torrc.toString()));
    CtorRelay relay = new CtorRelay(process, folder.resolve("data"), orPort);
    try {
      process.await("Your Tor server's identity key *(ed25519 )?fingerprint is", START_PATIENCE);
      process.await("Bootstrapped [0-9]+%", START_PATIENCE);
      return relay;
    } catch (Throwable e) {
      relay.close();
      throw e;
    }
  }

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  /** Where its keys are. */
  public Path data() {
    return folder;
  }

  /** Its ORPort. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), orPort);
  }

  /** The public half of its ntor key. */
  public byte[] onionKey() throws IOException {
    byte[] file = Files.readAllBytes(folder.resolve("keys").resolve("secret_onion_key_ntor"));
    int from = TAG_LENGTH + KEY_LENGTH;
    return Arrays.copyOfRange(file, from, from + KEY_LENGTH);
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it said. */
  public List<String> lines() {
    return process.lines();
  }

  @Override
  public void close() {
    process.close();
  }
}
