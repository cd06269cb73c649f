package org.tropea.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
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
      Address [::1]
      ORPort 127.0.0.1:%d IPv4Only
      ORPort [::1]:%d IPv6Only
      SocksPort 0
      DataDirectory %s
      ExitRelay 1
      IPv6Exit 0
      ExitPolicyRejectPrivate 0
      ExitPolicy accept *:*
      RefuseUnknownExits 0
      ExtendAllowPrivateAddresses 1
      ServerDNSResolvConfFile %s
      ServerDNSDetectHijacking 0
      ShutdownWaitLength 0
      ProtocolWarnings 1
      ContactInfo test@example.com
      __OwningControllerProcess %d
      Log notice stdout
      """;

  private final LoggedProcess process;
  private final Path folder;
  private final List<Integer> ports;

  private CtorRelay(LoggedProcess process, Path folder, List<Integer> ports) {
    this.process = process;
    this.folder = folder;
    this.ports = ports;
  }

  /**
   * Starts one of the newest C tor with its data in {@code folder}; returns when it has made itself
   * a descriptor.
   */
  public static CtorRelay start(Path folder) throws IOException, InterruptedException {
    return start(CtorPrograms.newest(), folder);
  }

  /** The same of this version. */
  public static CtorRelay start(CtorPrograms programs, Path folder)
      throws IOException, InterruptedException {
    return start(programs, folder, new InetSocketAddress(InetAddress.getLoopbackAddress(), 53));
  }

  /** The same; it asks this name server, and its torrc has {@code more} lines at the end. */
  public static CtorRelay start(
      CtorPrograms programs, Path folder, InetSocketAddress nameServer, String... more)
      throws IOException, InterruptedException {
    List<Integer> ports = LoopbackPorts.free(2);
    int orPort = ports.get(0);
    Path names =
        Files.writeString(
            folder.resolve("resolv.conf"), "nameserver 127.0.0.1:" + nameServer.getPort() + "\n");
    Path torrc = folder.resolve("torrc");
    Files.writeString(
        torrc,
        TORRC.formatted(
                orPort, ports.get(1), folder.resolve("data"), names, ProcessHandle.current().pid())
            + String.join("\n", more)
            + "\n");
    LoggedProcess process =
        LoggedProcess.start("C tor", new ProcessBuilder(programs.tor(), "-f", torrc.toString()));
    CtorRelay relay = new CtorRelay(process, folder.resolve("data"), ports);
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
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(0));
  }

  /** Its ORPort of IPv6, on [::1]. */
  public InetSocketAddress ipv6Address() {
    return new InetSocketAddress(ipv6Loopback(), ports.get(1));
  }

  /** {@code ::1}. */
  public static InetAddress ipv6Loopback() {
    byte[] address = new byte[16];
    address[15] = 1;
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
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
