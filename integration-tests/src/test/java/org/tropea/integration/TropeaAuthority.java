package org.tropea.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.AuthorityObserver;
import org.tropea.authority.AuthorityRelay;
import org.tropea.authority.AuthoritySettings;
import org.tropea.authority.VotingTiming;
import org.tropea.authority.bandwidth.BandwidthFiles;
import org.tropea.authority.intake.UploadSettings;
import org.tropea.authority.keys.AuthorityKeyFiles;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.authority.reachability.ReachabilitySettings;
import org.tropea.authority.rules.AddressRules;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.network.Authority;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.Settings;
import org.tropea.relay.keys.RelayKeyStore;

/** A directory authority of ours in the test's own JVM, on loopback. For one thread. */
public final class TropeaAuthority implements AutoCloseable {
  private static final char[] PASSPHRASE = "test".toCharArray();
  private static final String TORRC =
      """
      TestingTorNetwork 1
      AssumeReachable 1
      AuthoritativeDirectory 1
      V3AuthoritativeDirectory 1
      Nickname %s
      Address 127.0.0.1
      ORPort %d
      DirPort %d
      SocksPort 0
      ContactInfo test@example.com
      AuthDirHasIPv6Connectivity 1
      V3AuthVotingInterval 20
      V3AuthVoteDelay 4
      V3AuthDistDelay 4
      V3AuthNIntervalsValid 2
      TestingV3AuthInitialVotingInterval 20
      TestingV3AuthInitialVoteDelay 4
      TestingV3AuthInitialDistDelay 4
      TestingDirAuthVoteExit *
      TestingDirAuthVoteGuard *
      TestingDirAuthVoteHSDir *
      Log info stdout
      """;

  private final String name;
  private final Path folder;
  private final int orPort;
  private final int directoryPort;
  private final AuthorityKeys keys;
  private final String line;
  private final BlockingQueue<Consensus> consensuses = new LinkedBlockingQueue<>();
  private @Nullable AuthorityRelay running;
  private @Nullable TropeaProcess process;

  private TropeaAuthority(
      String name, Path folder, List<Integer> ports, AuthorityKeys keys, String line) {
    this.name = name;
    this.folder = folder;
    this.orPort = ports.get(0);
    this.directoryPort = ports.get(1);
    this.keys = keys;
    this.line = line;
  }

  /** Who makes the keys of an authority. */
  public enum KeyMaker {
    LIBRARY,
    TOR_GENCERT,
    TROPEA_GENCERT
  }

  /** Makes the keys of one, with its data below {@code folder}; it does not run yet. */
  public static TropeaAuthority prepare(String name, Path folder, KeyMaker maker) throws Exception {
    List<Integer> ports = LoopbackPorts.free(2);
    Path data = Files.createDirectories(folder.resolve("data"));
    RelayKeyStore relayKeys = new RelayKeyStore(data, name, machine().curve(), machine().random());
    String fingerprint = relayKeys.load(machine().clock().instant()).rsaIdentity().toHex();
    Path keys = data.resolve("keys");
    makeKeys(maker, keys, "127.0.0.1:" + ports.get(1));
    AuthorityKeys made = new AuthorityKeyFiles(keys).read();
    String line =
        "DirAuthority %s orport=%d v3ident=%s 127.0.0.1:%d %s"
            .formatted(name, ports.get(0), made.identity().toHex(), ports.get(1), fingerprint);
    return new TropeaAuthority(name, folder, ports, made, line);
  }

  private static void makeKeys(KeyMaker maker, Path keys, String address) throws Exception {
    if (maker == KeyMaker.LIBRARY) {
      AuthorityKeyFiles files = new AuthorityKeyFiles(keys);
      files.createIdentity(PASSPHRASE, machine().random());
      Instant now = machine().clock().instant();
      files.certify(PASSPHRASE, now, Period.ofMonths(12), address, machine().random());
      return;
    }
    List<String> command = new ArrayList<>();
    if (maker == KeyMaker.TOR_GENCERT) {
      command.add(CtorPrograms.newest().gencert());
    } else {
      command.addAll(List.of(TropeaProcess.root().resolve("tropea").toString(), "gencert"));
    }
    command.addAll(List.of("--create-identity-key", "--passphrase-fd", "0", "-m", "12"));
    command.addAll(List.of("-i", keys.resolve("authority_identity_key").toString()));
    command.addAll(List.of("-s", keys.resolve("authority_signing_key").toString()));
    command.addAll(List.of("-c", keys.resolve("authority_certificate").toString()));
    command.addAll(List.of("-a", address));
    CtorNetwork.run(command.toArray(new String[0]));
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
  public String line() {
    return line;
  }

  String name() {
    return name;
  }

  /** Its data directory. */
  Path data() {
    return folder.resolve("data");
  }

  int directoryPort() {
    return directoryPort;
  }

  /** Starts it in a network of these authorities, which votes this often; it tests no relay. */
  public void start(List<String> lines, Duration interval) throws Exception {
    start(lines, interval, FlagSettings.TESTING, ReachabilitySettings.TESTING, BandwidthFiles.NONE);
  }

  /** The same with other settings. */
  void start(
      List<String> lines,
      Duration interval,
      FlagSettings flags,
      ReachabilitySettings reachability,
      BandwidthFiles bandwidths)
      throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    List<Authority> authorities = authorities(lines);
    InetSocketAddress directory = new InetSocketAddress(loopback, directoryPort);
    InetSocketAddress onion = new InetSocketAddress(loopback, orPort);
    Settings relay =
        Settings.builder(name, folder.resolve("data"), onion)
            .address(onion)
            .directoryPort(directory)
            .contact("test@example.com")
            .network(authorities)
            .privateAddresses(true)
            .build();
    VoteSettings vote =
        CraftedVote.settings(name, directoryPort, orPort, "test@example.com", flags);
    AuthoritySettings settings =
        new AuthoritySettings(
            new AuthoritySettings.Voting(vote, VotingTiming.every(interval), true),
            new AuthoritySettings.Relays(
                UploadSettings.TESTING, reachability, AddressRules.NONE, bandwidths),
            new AuthoritySettings.Place(authorities, folder.resolve("data"), directory));
    running =
        AuthorityRelay.start(
            relay, settings, keys, machine(), AuthorityObserver.ofServed(consensuses::add));
  }

  /** The same by {@code ./tropea} as a process, in a network that votes every 20 seconds. */
  void startCommand(List<String> lines) throws IOException {
    List<String> torrc = new ArrayList<>(lines);
    torrc.add(TORRC.formatted(name, orPort, directoryPort));
    process = TropeaProcess.start(folder, torrc);
  }

  /** The next consensus of this flavour that it published; of one that runs in this JVM. */
  public Consensus next(Flavour flavour, Duration patience) throws InterruptedException {
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

  /** Whether it publishes a consensus within that time; what it published before does not count. */
  boolean publishesWithin(Duration time) throws InterruptedException {
    consensuses.clear();
    return consensuses.poll(time.toNanos(), TimeUnit.NANOSECONDS) != null;
  }

  /** Its v3 identity. */
  RsaIdentity identity() {
    return keys.identity();
  }

  private static Machine machine() {
    return Machine.best();
  }

  @Override
  public void close() throws IOException {
    if (running != null) {
      running.close();
      running = null;
    }
    if (process != null) {
      process.close();
      process = null;
    }
  }
}
