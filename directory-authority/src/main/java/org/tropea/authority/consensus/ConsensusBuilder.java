package org.tropea.authority.consensus;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VoteAdvice;
import org.tropea.directory.document.VoteHeader;
import org.tropea.directory.document.VoteSource;
import org.tropea.directory.document.VotingDelay;

/**
 * Makes a consensus of votes (dir-spec 3.8): equal votes give equal bytes, here and in C tor.
 *
 * <p>Whether the votes are of recognised authorities, one of each, was checked before. Immutable
 * once made; for any thread.
 */
public final class ConsensusBuilder {
  private static final int DEFAULT_SCALE = 10000;
  private static final Comparator<RsaIdentity> BY_BYTES =
      (a, b) -> Arrays.compareUnsigned(a.value().toByteArray(), b.value().toByteArray());

  private final List<Vote> votes;
  private final int authorities;
  private final int method;
  private final Lifetime lifetime;
  private final Map<String, Integer> parameters;
  private final RelayTally tally;
  private final List<ConsensusEntry> entries = new ArrayList<>();

  /**
   * Counts the votes, of which there is at least one.
   *
   * @param authorities how many authorities we recognise, whether they voted or not
   * @param methods those that we support, at least one
   */
  public ConsensusBuilder(Collection<Vote> votes, int authorities, SortedSet<Integer> methods) {
    if (votes.isEmpty() || votes.size() > authorities) {
      throw new IllegalArgumentException("as many votes as authorities at most, and one at least");
    }
    this.votes =
        votes.stream().sorted(Comparator.comparing(v -> v.source().identity(), BY_BYTES)).toList();
    this.authorities = authorities;
    this.method = Method.of(votes, methods);
    this.lifetime =
        new Lifetime(
            medianTime(Lifetime::validAfter),
            medianTime(Lifetime::freshUntil),
            medianTime(Lifetime::validUntil));
    this.parameters = ParameterVote.of(this.votes, authorities);
    this.tally = new RelayTally(this.votes, authorities, method, parameters);
    for (Collation.Group group : Collation.of(this.votes, authorities)) {
      ConsensusEntry entry = tally.entry(group);
      if (entry != null) {
        entries.add(entry);
      }
    }
  }

  /** The rules it was made by. */
  public int method() {
    return method;
  }

  /** When it will be fresh and valid. */
  public Lifetime lifetime() {
    return lifetime;
  }

  /** The document without signatures, up to the end of its footer; each character is a byte. */
  public String write(Flavour flavour) {
    StringBuilder text = new StringBuilder("network-status-version 3");
    text.append(flavour == Flavour.NS ? "" : " " + flavour.word());
    text.append("\nvote-status consensus\nconsensus-method ").append(method).append('\n');
    lifetime.write(text);
    VotingDelay delay = delay();
    text.append("voting-delay ").append(delay.voteSeconds());
    text.append(' ').append(delay.distSeconds()).append('\n');
    line(text, "client-versions", VersionVote.of(advice(VoteAdvice::clientVersions)));
    line(text, "server-versions", VersionVote.of(advice(VoteAdvice::serverVersions)));
    if (method < Method.NO_PACKAGES) {
      PackageVote.of(votes).forEach(each -> line(text, "package", each));
    }
    line(text, "known-flags", String.join(" ", tally.knownFlags()));
    writeProtocols(text);
    if (!parameters.isEmpty()) {
      line(text, "params", VoteHeader.pairs(parameters));
    }
    int agreements = parameters.getOrDefault("AuthDirNumSRVAgreements", authorities * 2 / 3);
    new SharedRandomVote(votes, authorities, lifetime, agreements).result().writeValues(text);
    writeSources(text);
    entries.forEach(entry -> entry.write(text, flavour, method));
    text.append("directory-footer\n");
    int scale = Math.max(1, parameters.getOrDefault("bwweightscale", DEFAULT_SCALE));
    String weights = BandwidthWeights.line(tally.totals(), scale);
    return text.append(weights == null ? "" : weights).toString();
  }

  private void writeProtocols(StringBuilder text) {
    int half = (authorities + 1) / 2;
    int twoThirds = (2 * authorities + 2) / 3;
    protocols(text, "recommended-client-protocols", VoteAdvice::recommendedClient, half);
    protocols(text, "recommended-relay-protocols", VoteAdvice::recommendedRelay, half);
    protocols(text, "required-client-protocols", VoteAdvice::requiredClient, twoThirds);
    protocols(text, "required-relay-protocols", VoteAdvice::requiredRelay, twoThirds);
  }

  private void protocols(
      StringBuilder text,
      String keyword,
      Function<VoteAdvice, @Nullable String> which,
      int threshold) {
    line(text, keyword, ProtocolVote.of(advice(which), threshold));
  }

  /** Who voted, by identity; an authority's further name sorts by itself. */
  private void writeSources(StringBuilder text) {
    Map<RsaIdentity, Vote> sources = new TreeMap<>(BY_BYTES);
    for (Vote vote : votes) {
      RsaIdentity legacy = vote.source().legacyKey();
      if (legacy != null) {
        sources.put(legacy, vote);
      }
    }
    votes.forEach(vote -> sources.put(vote.source().identity(), vote));
    sources.forEach(
        (identity, vote) -> {
          VoteSource source = vote.source();
          if (!identity.equals(source.identity())) {
            source.writeLegacySource(text, identity);
            return;
          }
          source.writeSource(text);
          source.writeContact(text);
          line(
              text,
              "vote-digest",
              HexFormat.of().withUpperCase().formatHex(vote.digest().toByteArray()));
        });
  }

  private List<@Nullable String> advice(Function<VoteAdvice, @Nullable String> which) {
    List<@Nullable String> lists = new ArrayList<>();
    votes.forEach(vote -> lists.add(which.apply(vote.header().advice())));
    return lists;
  }

  private Instant medianTime(Function<Lifetime, Instant> which) {
    return Opinions.lowMedian(
        votes.stream().map(vote -> which.apply(vote.header().lifetime())).toList());
  }

  private VotingDelay delay() {
    return new VotingDelay(
        Opinions.lowMedian(votes.stream().map(v -> v.header().delay().voteSeconds()).toList()),
        Opinions.lowMedian(votes.stream().map(v -> v.header().delay().distSeconds()).toList()));
  }

  private static void line(StringBuilder text, String keyword, String value) {
    text.append(keyword).append(' ').append(value).append('\n');
  }
}
