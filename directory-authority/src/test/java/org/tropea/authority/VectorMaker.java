package org.tropea.authority;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
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
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.tropea.authority.keys.AuthorityKeyFiles;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.directory.document.Vote;

/**
 * Makes vectors, by hand: {@code DIR ROUNDS FIRST} runs an authority of C tor in DIR, which must
 * not exist, posts it the {@link RandomVotes} of four others in each of so many rounds of 10
 * seconds, and keeps in {@code DIR/rounds.zip} the votes it counted and what it made of them. FIRST
 * chooses the first round's votes, and the next number the next one's.
 */
public final class VectorMaker {
  private static final int OTHERS = 4;
  private static final Pattern NEXT =
      Pattern.compile("Choosing expected valid-after time as (\\S+) (\\S+):");
  private static final String TORRC =
      """
      TestingTorNetwork 1
      AssumeReachable 1
      AuthoritativeDirectory 1
      V3AuthoritativeDirectory 1
      Nickname ctor
      Address 127.0.0.1
      SocksPort 0
      ContactInfo test@example.com
      ExitRelay 0
      V3AuthNIntervalsValid 2
      TestingV3AuthInitialVotingInterval 10
      TestingV3AuthInitialVoteDelay 2
      TestingV3AuthInitialDistDelay 2
      V3AuthVotingInterval 10
      V3AuthVoteDelay 2
      V3AuthDistDelay 2
      Log [dir]info [*]notice stdout
      """;

  private final Path directory;
  private final SecureRandom random = new SecureRandom();
  private final List<AuthorityKeys> others = new ArrayList<>();
  private final int directoryPort = freePort();

  private VectorMaker(Path directory) throws IOException {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    new VectorMaker(Path.of(arguments[0]))
        .make(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
  }

  private void make(int rounds, int first) throws Exception {
    Path data = Files.createDirectories(directory.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    writeTorrc(data);
    Process tor =
        new ProcessBuilder("tor", "-f", directory.resolve("torrc").toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader log = tor.inputReader();
        ZipOutputStream zip =
            new ZipOutputStream(Files.newOutputStream(directory.resolve("rounds.zip")))) {
      int round = first;
      int kept = 0;
      String last = "";
      for (String line = log.readLine(); kept < rounds && line != null; line = log.readLine()) {
        Matcher next = NEXT.matcher(line);
        if (next.find() && !next.group().equals(last)) {
          last = next.group();
          post(round++, Instant.parse(next.group(1) + "T" + next.group(2) + "Z"));
        } else if (line.contains("Consensus computed")) {
          keep(zip, data, kept++);
        }
      }
    } finally {
      tor.destroy();
      tor.waitFor();
    }
  }

  private void writeTorrc(Path data) throws Exception {
    int onionPort = freePort();
    List<String> lines = new ArrayList<>();
    AuthorityKeys own = keys(data.resolve("keys"));
    for (int i = 0; i < OTHERS; i++) {
      others.add(keys(directory.resolve("other" + i)));
      lines.add(line(others.get(i), 1, 1, "%040X".formatted(0xABC0 + i)));
    }
    Path torrc = directory.resolve("torrc");
    String start =
        TORRC
            + "DataDirectory "
            + data
            + "\nORPort "
            + onionPort
            + " IPv4Only\nDirPort "
            + directoryPort
            + " IPv4Only\n";
    Files.writeString(torrc, start + String.join("\n", lines) + "\n");
    Process listing =
        new ProcessBuilder("tor", "--quiet", "--list-fingerprint", "-f", torrc.toString()).start();
    String listed = new String(listing.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    String fingerprint = listed.substring(listed.indexOf("ctor ") + 5).replace(" ", "").strip();
    lines.add(line(own, onionPort, directoryPort, fingerprint));
    Files.writeString(torrc, start + String.join("\n", lines) + "\n");
  }

  private AuthorityKeys keys(Path folder) throws IOException {
    AuthorityKeyFiles files = new AuthorityKeyFiles(folder);
    files.createIdentity("test".toCharArray(), random);
    Instant now = InstantSource.system().instant();
    return files.certify("test".toCharArray(), now, Period.ofMonths(12), null, random);
  }

  private static String line(AuthorityKeys keys, int onionPort, int port, String fingerprint) {
    return "DirAuthority orport=%d v3ident=%s 127.0.0.1:%d %s"
        .formatted(onionPort, keys.identity().toHex(), port, fingerprint);
  }

  /** Most often all of them vote, else three or two. */
  private void post(int round, Instant validAfter) throws IOException {
    List<AuthorityKeys> voters = new ArrayList<>(others);
    Random choice = new Random(round);
    for (int i = Math.max(0, choice.nextInt(10) - 7); i > 0; i--) {
      voters.remove(choice.nextInt(voters.size()));
    }
    Instant now = Instant.ofEpochSecond(InstantSource.system().instant().getEpochSecond());
    for (AuthorityKeys each : voters) {
      Vote vote = new RandomVotes(round, others.indexOf(each)).vote(each, now, validAfter);
      URI uri = URI.create("http://127.0.0.1:" + directoryPort + AuthorityRoutes.POST_VOTE);
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setDoOutput(true);
      try (OutputStream stream = connection.getOutputStream()) {
        stream.write(vote.text().toByteArray());
      }
      System.out.println(round + ": " + connection.getResponseMessage());
    }
  }

  private static void keep(ZipOutputStream zip, Path data, int round) throws IOException {
    for (List<String> file :
        List.of(
            List.of("v3-status-votes", "votes"),
            List.of("my-consensus-ns", "consensus-ns"),
            List.of("my-consensus-microdesc", "consensus-microdesc"))) {
      zip.putNextEntry(new ZipEntry(round + "/" + file.get(1)));
      zip.write(Files.readAllBytes(data.resolve(file.get(0))));
      zip.closeEntry();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
