package org.tropea.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.AuthorityRelay;
import org.tropea.authority.AuthoritySettings;
import org.tropea.authority.VotingTiming;
import org.tropea.authority.consensus.Method;
import org.tropea.authority.intake.UploadSettings;
import org.tropea.authority.keys.AuthorityKeyFiles;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.network.Authority;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.Settings;
import org.tropea.relay.keys.RelayKeyStore;

/** A directory authority of ours in the test's own JVM, on loopback. For one thread. */
final class TropeaAuthority implements AutoCloseable {
  private static final char[] PASSPHRASE = "test".toCharArray();

  private final String name;
  private final Path folder;
  private final int orPort;
  private final int directoryPort;
  private final AuthorityKeys keys;
  private final String line;
  private final BlockingQueue<Consensus> consensuses = new LinkedBlockingQueue<>();
  private @Nullable AuthorityRelay running;

  private TropeaAuthority(
      String name, Path folder, List<Integer> ports, AuthorityKeys keys, String line) {
    this.name = name;
    this.folder = folder;
    this.orPort = ports.get(0);
    this.directoryPort = ports.get(1);
    this.keys = keys;
    this.line = line;
  }

  /** Makes the keys of one, with its data in {@code folder}; it does not run yet. */
  static TropeaAuthority prepare(String name, Path folder) throws Exception {
    List<Integer> ports = LoopbackPorts.free(2);
    SecureRandom random = new SecureRandom();
    Files.createDirectories(folder);
    RelayKeyStore relayKeys = new RelayKeyStore(folder, name, machine().curve(), random);
    String fingerprint = relayKeys.load(machine().clock().instant()).rsaIdentity().toHex();
    AuthorityKeyFiles files = new AuthorityKeyFiles(folder.resolve("keys"));
    files.createIdentity(PASSPHRASE, random);
    AuthorityKeys keys =
        files.certify(
            PASSPHRASE,
            machine().clock().instant(),
            Period.ofMonths(12),
            "127.0.0.1:" + ports.get(1),
            random);
    String line =
        "DirAuthority %s orport=%d v3ident=%s 127.0.0.1:%d %s"
            .formatted(name, ports.get(0), keys.identity().toHex(), ports.get(1), fingerprint);
    return new TropeaAuthority(name, folder, ports, keys, line);
  }

  /** The authorities of these {@code DirAuthority} lines. */
  static List<Authority> authorities(List<String> lines) throws DecodeException {
    List<Authority> read = new ArrayList<>();
    for (String each : lines) {
      read.add(Authority.read(each.replaceFirst("DirAuthority ", "")));
    }
    return read;
  }

  /** The line by which others know it. */
  String line() {
    return line;
  }

  String name() {
    return name;
  }

  Path folder() {
    return folder;
  }

  int orPort() {
    return orPort;
  }

  int directoryPort() {
    return directoryPort;
  }

  /** Starts it in a network of these authorities, which votes this often. */
  void start(List<String> lines, Duration interval) throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    List<Authority> authorities = authorities(lines);
    InetSocketAddress directory = new InetSocketAddress(loopback, directoryPort);
    InetSocketAddress onion = new InetSocketAddress(loopback, orPort);
    Settings relay =
        new Settings(
            name,
            folder,
            onion,
            onion,
            directory,
            "test@example.com",
            ExitPolicy.REJECT_ALL,
            authorities,
            true,
            true,
            1);
    VoteSettings vote =
        new VoteSettings(
            name,
            "127.0.0.1",
            loopback,
            directoryPort,
            orPort,
            "test@example.com",
            new TreeSet<>(Method.known()),
            VoteSettings.PROTOCOLS,
            Map.of(),
            FlagSettings.TESTING);
    AuthoritySettings settings =
        new AuthoritySettings(
            vote, VotingTiming.every(interval), UploadSettings.TESTING, authorities, directory);
    running = AuthorityRelay.start(relay, settings, keys, machine(), consensuses::add);
  }

  /** The next consensus of this flavour that it published. */
  Consensus next(Flavour flavour, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Consensus next = consensuses.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new AssertionError(name + " published no " + flavour.word() + " consensus");
      }
      if (next.flavour() == flavour) {
        return next;
      }
    }
  }

  /** How many consensuses it published that nobody took yet. */
  int waiting() {
    return consensuses.size();
  }

  AuthorityRelay running() {
    return Objects.requireNonNull(running, "not started");
  }

  private static Machine machine() {
    return Machine.best(InstantSource.system(), new SecureRandom());
  }

  @Override
  public void close() throws IOException {
    if (running != null) {
      running.close();
      running = null;
    }
  }
}
