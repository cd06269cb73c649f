package org.tropea.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tropea.authority.consensus.ConsensusBuilder;
import org.tropea.authority.consensus.Method;
import org.tropea.authority.keys.AuthorityKeyFiles;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.UnverifiedVote;
import org.tropea.directory.document.Vote;

/**
 * What it costs to count nine votes on networks of several sizes: here, in a process of its own for
 * each size, and in an authority of C tor that is given eight of the same votes and votes itself on
 * nobody. Arguments: how many relays, again and again. A line of Markdown for each size.
 */
public final class AuthorityScale {
  private static final int OTHERS = 8;
  private static final int INTERVAL = 120;
  private static final int DELAY = 25;
  private static final int REPEATS = 5;
  private static final String COUNT = "count";
  private static final Pattern NEXT =
      Pattern.compile("Choosing expected valid-after time as (\\S+) (\\S+):");

  private final SecureRandom random = new SecureRandom();
  private final List<AuthorityKeys> keys = new ArrayList<>();
  private final Path folder;

  private AuthorityScale(Path folder) throws IOException {
    this.folder = folder;
    for (int i = 0; i <= OTHERS; i++) {
      AuthorityKeyFiles files = new AuthorityKeyFiles(folder.resolve("keys" + i));
      files.createIdentity("test".toCharArray(), random);
      Instant now = InstantSource.system().instant();
      keys.add(files.certify("test".toCharArray(), now, Period.ofMonths(12), null, random));
    }
  }

  /** Measures, or counts the votes of a folder where it was started to do that. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 2 && arguments[0].equals(COUNT)) {
      count(Path.of(arguments[1]));
      return;
    }
    AuthorityScale scale = new AuthorityScale(Files.createTempDirectory("tropea-scale"));
    System.out.println(
        "| relays | votes, MB | ours: read and verify, count both flavours, CPU s, first |"
            + " the same, fifth | peak memory, MB | C tor: the same, CPU s | peak memory, MB |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (String each : arguments) {
      System.out.println(scale.row(Integer.parseInt(each)));
    }
  }

  private String row(int relays) throws Exception {
    Path votes = Files.createDirectories(folder.resolve("votes" + relays));
    Instant start = Instant.ofEpochSecond(1_800_000_000L);
    long bytes = 0;
    for (int i = 0; i <= OTHERS; i++) {
      byte[] text = vote(relays, i, start.minusSeconds(600), start);
      Files.write(votes.resolve("vote" + i), text);
      bytes += text.length;
    }
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AuthorityScale.class.getName(),
                COUNT,
                votes.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String ours = new String(child.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    child.waitFor();
    return "| %d | %d | %s | %s |".formatted(relays, bytes >> 20, ours.strip(), ctor(relays));
  }

  private byte[] vote(int relays, int authority, Instant published, Instant start)
      throws IOException {
    Lifetime lifetime =
        new Lifetime(start, start.plusSeconds(INTERVAL), start.plusSeconds(2L * INTERVAL));
    return new ScaleVotes(relays)
        .vote(authority, keys.get(authority), published, lifetime, DELAY)
        .text()
        .toByteArray();
  }

  /** In the process of its own. */
  private static void count(Path folder) throws Exception {
    List<String> seconds = new ArrayList<>();
    for (int i = 0; i < REPEATS; i++) {
      long before = cpu();
      List<Vote> votes = new ArrayList<>();
      for (int j = 0; j <= OTHERS; j++) {
        votes.add(UnverifiedVote.read(Files.readAllBytes(folder.resolve("vote" + j))).verify());
      }
      long read = cpu();
      ConsensusBuilder builder = new ConsensusBuilder(votes, OTHERS + 1, Method.known());
      for (Flavour each : Flavour.values()) {
        builder.write(each);
      }
      long counted = cpu();
      seconds.add(
          String.format(Locale.ROOT, "%.2f + %.2f", (read - before) / 1e9, (counted - read) / 1e9));
    }
    System.out.println(
        seconds.get(0)
            + " | "
            + seconds.get(REPEATS - 1)
            + " | "
            + peak(ProcessHandle.current().pid()));
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long peak(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("no peak of process " + pid);
  }

  /** From the first vote that it is given until it has counted all. */
  private String ctor(int relays) throws Exception {
    int port = freePort();
    Path data = torrc(relays, port);
    Process tor =
        new ProcessBuilder("tor", "-f", data.resolve("torrc").toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader log = tor.inputReader()) {
      boolean posted = false;
      double before = 0;
      for (String line = log.readLine(); line != null; line = log.readLine()) {
        Matcher next = NEXT.matcher(line);
        if (!posted && next.find()) {
          Instant start = Instant.parse(next.group(1) + "T" + next.group(2) + "Z");
          if (InstantSource.system().instant().plusSeconds(2L * DELAY + 15).isAfter(start)) {
            continue;
          }
          List<byte[]> votes = new ArrayList<>();
          for (int i = 0; i < OTHERS; i++) {
            votes.add(vote(relays, i, InstantSource.system().instant(), start));
          }
          before = seconds(tor.pid());
          // Its log must be read meanwhile, or it waits for us.
          new Thread(() -> votes.forEach(each -> post(port, each)), "posting").start();
          posted = true;
        } else if (posted && line.contains("Consensus computed")) {
          return "%.2f | %d".formatted(seconds(tor.pid()) - before, peak(tor.pid()));
        }
      }
      return "ended | ";
    } finally {
      tor.destroy();
      tor.waitFor();
    }
  }

  private Path torrc(int relays, int port) throws Exception {
    Path data = Files.createDirectories(folder.resolve("ctor" + relays));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    Path own = Files.createDirectories(data.resolve("keys"));
    for (String each : List.of("signing_key", "certificate", "identity_key")) {
      Files.copy(
          folder.resolve("keys" + OTHERS).resolve("authority_" + each),
          own.resolve("authority_" + each));
    }
    int onionPort = freePort();
    List<String> lines = new ArrayList<>();
    lines.add("TestingTorNetwork 1\nAssumeReachable 1\nAuthoritativeDirectory 1");
    lines.add("V3AuthoritativeDirectory 1\nNickname ctor\nAddress 127.0.0.1\nSocksPort 0");
    lines.add("ContactInfo test@example.com\nExitRelay 0\nV3AuthNIntervalsValid 2");
    for (String prefix : List.of("TestingV3AuthInitial", "V3Auth")) {
      lines.add(prefix + "VotingInterval " + INTERVAL);
      lines.add(prefix + "VoteDelay " + DELAY + "\n" + prefix + "DistDelay " + DELAY);
    }
    lines.add("Log [dir]info [*]notice stdout\nDataDirectory " + data);
    lines.add("ORPort " + onionPort + " IPv4Only\nDirPort " + port + " IPv4Only");
    for (int i = 0; i < OTHERS; i++) {
      lines.add(line(keys.get(i), 1, 1, "%040X".formatted(0xABC0 + i)));
    }
    Path torrc = data.resolve("torrc");
    Files.write(torrc, lines);
    Process listing =
        new ProcessBuilder("tor", "--quiet", "--list-fingerprint", "-f", torrc.toString()).start();
    String listed = new String(listing.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    String fingerprint = listed.substring(listed.indexOf("ctor ") + 5).replace(" ", "").strip();
    lines.add(line(keys.get(OTHERS), onionPort, port, fingerprint));
    Files.write(torrc, lines);
    return data;
  }

  private static String line(AuthorityKeys keys, int onionPort, int port, String fingerprint) {
    return "DirAuthority orport=%d v3ident=%s 127.0.0.1:%d %s"
        .formatted(onionPort, keys.identity().toHex(), port, fingerprint);
  }

  private static void post(int port, byte[] vote) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + "/tor/post/vote");
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setDoOutput(true);
      try (OutputStream stream = connection.getOutputStream()) {
        stream.write(vote);
      }
      if (connection.getResponseCode() != 200) {
        throw new IOException("C tor refused a vote: " + connection.getResponseMessage());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Processor time of a process so far. */
  private static double seconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(words[11]) + Long.parseLong(words[12])) / 100.0;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
