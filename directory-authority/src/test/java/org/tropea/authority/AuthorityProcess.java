package org.tropea.authority;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import org.tropea.authority.keys.AuthorityKeyFiles;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.directory.document.Vote;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.network.Authority;

/**
 * Authorities that vote at random beside C tor's, by hand: {@code prepare DIR COUNT PORT} writes
 * their keys and {@code DIR/joining}; {@code storm DIR COUNT PORT AUTHORITIES SECONDS} posts random
 * votes every 10 seconds to the authorities of that file, and signs nothing.
 */
public final class AuthorityProcess {
  private AuthorityProcess() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    int port = Integer.parseInt(arguments[3]);
    if (arguments[0].equals("prepare")) {
      prepare(directory, count, port);
      return;
    }
    List<Authority> authorities = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(arguments[4]))) {
      authorities.add(Authority.read(line.replaceFirst("DirAuthority ", "")));
    }
    storm(directory, count, authorities, Long.parseLong(arguments[5]));
  }

  private static void prepare(Path directory, int count, int port) throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      AuthorityKeyFiles files = new AuthorityKeyFiles(directory.resolve("a" + i));
      files.createIdentity("test".toCharArray(), new SecureRandom());
      AuthorityKeys keys =
          files.certify(
              "test".toCharArray(),
              InstantSource.system().instant(),
              Period.ofMonths(12),
              "127.0.0.1:" + (port + i),
              new SecureRandom());
      lines.add(
          "DirAuthority tropea"
              + i
              + " orport=1 v3ident="
              + keys.identity().toHex()
              + " 127.0.0.1:"
              + (port + i)
              + " "
              + String.format("%040X", 0xABC0 + i));
    }
    Files.write(directory.resolve("joining"), lines);
  }

  private static void storm(Path directory, int count, List<Authority> authorities, long seconds)
      throws Exception {
    List<AuthorityKeys> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(new AuthorityKeyFiles(directory.resolve("a" + i)).read());
    }
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    DirectoryPort port = new DirectoryPort(group.next(), Runnable::run);
    InstantSource clock = InstantSource.system();
    Instant end = clock.instant().plusSeconds(seconds);
    while (clock.instant().isBefore(end)) {
      Instant now = clock.instant();
      VotingSchedule schedule =
          VotingSchedule.after(now, VotingTiming.every(Duration.ofSeconds(10)), null);
      // A little behind the start, so that the other side has started its round too.
      Thread.sleep(
          Math.max(1, Duration.between(now, schedule.votingStarts().plusMillis(300)).toMillis()));
      if (clock.instant().isBefore(schedule.fetchMissingVotes())) {
        long round = schedule.intervalStarts().getEpochSecond() / 10;
        for (int i = 0; i < count; i++) {
          Instant published = Instant.ofEpochSecond(clock.instant().getEpochSecond());
          Vote vote =
              new RandomVotes(round, i).vote(keys.get(i), published, schedule.intervalStarts());
          for (Authority each : authorities) {
            if (each.nickname().startsWith("auth")) {
              port.post(
                  each.directoryAddress(), AuthorityRoutes.POST_VOTE, vote.text().toByteArray());
            }
          }
        }
      }
      Thread.sleep(
          Math.max(1, Duration.between(clock.instant(), schedule.intervalStarts()).toMillis() + 5));
    }
    group.shutdownGracefully();
  }
}
