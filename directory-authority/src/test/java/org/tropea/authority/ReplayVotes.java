package org.tropea.authority;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tropea.authority.consensus.ConsensusBuilder;
import org.tropea.authority.consensus.Method;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.UnverifiedVote;
import org.tropea.directory.document.Vote;

/**
 * Compares consensuses of C tor with what we make of the same votes: {@code DIR AUTHORITIES}, where
 * each directory in DIR has {@code votes}, {@code ns} and {@code microdesc}.
 */
public final class ReplayVotes {
  private ReplayVotes() {}

  public static void main(String[] arguments) throws Exception {
    int different = 0;
    List<Path> rounds;
    try (Stream<Path> list = Files.list(Path.of(arguments[0]))) {
      rounds = list.sorted().toList();
    }
    for (Path round : rounds) {
      List<Vote> votes = new ArrayList<>();
      for (UnverifiedVote each :
          UnverifiedVote.readAll(Files.readAllBytes(round.resolve("votes"))).documents()) {
        votes.add(each.verify());
      }
      ConsensusBuilder builder =
          new ConsensusBuilder(votes, Integer.parseInt(arguments[1]), Method.known());
      for (Flavour flavour : Flavour.values()) {
        String ours = builder.write(flavour);
        String theirs =
            Files.readString(round.resolve(flavour.word()), StandardCharsets.ISO_8859_1);
        if (!ours.equals(theirs)) {
          different++;
          System.out.println(round + " " + flavour + " differs, votes: " + votes.size());
          Files.writeString(
              round.resolve("ours-" + flavour.word()), ours, StandardCharsets.ISO_8859_1);
        }
      }
    }
    System.out.println(rounds.size() + " rounds, " + different + " documents differ");
  }
}
