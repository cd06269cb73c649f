package org.tropea.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.audit.Change;
import org.tropea.authority.audit.ConsensusCheck;
import org.tropea.authority.audit.ConsensusDifference;
import org.tropea.authority.audit.ConsensusLog;
import org.tropea.authority.audit.ConsensusSummary;
import org.tropea.authority.audit.Finding;
import org.tropea.authority.audit.LogEntry;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.WrittenPath;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Batch;
import org.tropea.directory.document.UnverifiedVote;
import org.tropea.directory.document.Vote;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Looks at consensuses and votes in files, or at standard input; asks nobody anything.
 *
 * <p>Exit code 0 where there is nothing to report, 1 where there is a difference, 2 where something
 * cannot be read.
 */
@Command(
    name = ConsensusCommand.NAME,
    mixinStandardHelpOptions = true,
    description = "Checks, compares and shows consensuses. A FILE may be -, standard input.")
final class ConsensusCommand implements Runnable {
  static final String NAME = "consensus";

  private static final String STANDARD_INPUT = "-";
  private static final int SAME = 0;
  private static final int DIFFERENT = 1;
  private static final int TROUBLE = 2;

  /** A consensus of the public network has 3 MB, all its votes 60 MB. */
  private static final int MAX_LENGTH = 256 << 20;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the call.
  private CommandSpec spec;

  private final InputStream input;

  ConsensusCommand(InputStream input) {
    this.input = input;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Makes the consensus again of its votes, and says where it differs.")
  int check(
      @Option(names = "--json", description = "Print JSON.") boolean json,
      @Option(
              names = "--authorities",
              paramLabel = "NUMBER",
              description = "How many authorities there are; as many as votes if not named.")
          @Nullable Integer authorities,
      @Parameters(
              arity = "2..*",
              paramLabel = "FILE",
              description = "Votes, one or several in a file; the consensus last.")
          List<String> files) {
    return report(
        json,
        () -> {
          List<Vote> votes = new ArrayList<>();
          for (String file : files.subList(0, files.size() - 1)) {
            votes.addAll(votes(file));
          }
          int all = authorities == null ? votes.size() : authorities;
          String last = files.get(files.size() - 1);
          byte[] consensus = read(last);
          try {
            return of(ConsensusCheck.of(votes, all, consensus));
          } catch (DecodeException e) {
            throw new CannotStart("cannot check " + last + ": " + e.getMessage(), e);
          }
        });
  }

  @Command(
      name = "diff",
      mixinStandardHelpOptions = true,
      description = "Says what changed from one consensus to the other.")
  int diff(
      @Option(names = "--json", description = "Print JSON.") boolean json,
      @Parameters(paramLabel = "BEFORE") String before,
      @Parameters(paramLabel = "AFTER") String after) {
    return report(
        json,
        () -> {
          byte[] old = read(before);
          byte[] fresh = read(after);
          try {
            return of(ConsensusDifference.between(old, fresh));
          } catch (DecodeException e) {
            throw new CannotStart("cannot compare: " + e.getMessage(), e);
          }
        });
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Says in short what a consensus says; its signatures are not checked.")
  int show(
      @Option(names = "--json", description = "Print JSON.") boolean json,
      @Parameters(paramLabel = "FILE") String file) {
    return report(
        json,
        () -> {
          byte[] consensus = read(file);
          try {
            return of(ConsensusSummary.of(consensus));
          } catch (DecodeException e) {
            throw new CannotStart("cannot show " + file + ": " + e.getMessage(), e);
          }
        });
  }

  @Command(
      name = "log",
      mixinStandardHelpOptions = true,
      description = "Checks an authority's log of consensuses, /tor/tropea/consensus-log.")
  int log(
      @Option(names = "--json", description = "Print JSON.") boolean json,
      @Parameters(paramLabel = "FILE") String file) {
    return report(json, () -> of(ConsensusLog.read(read(file))));
  }

  private static Report of(ConsensusLog log) {
    List<LogEntry> entries = log.entries();
    List<List<LogEntry>> contradictions = log.contradictions();
    List<String> lines = new ArrayList<>();
    Map<String, Object> json = new LinkedHashMap<>();
    lines.add("%d consensuses".formatted(entries.size()));
    json.put("entries", entries.size());
    if (!entries.isEmpty()) {
      LogEntry last = entries.get(entries.size() - 1);
      lines.add("from " + entries.get(0).validAfter() + " to " + last.validAfter());
      lines.add("chain: " + last.chain());
      json.put("chain", last.chain());
    }
    for (List<LogEntry> both : contradictions) {
      LogEntry one = both.get(0);
      lines.add(
          "two %s consensuses of %s: %s and %s"
              .formatted(one.flavour(), one.validAfter(), one.digest(), both.get(1).digest()));
    }
    if (log.brokenLine() > 0) {
      lines.add("line " + log.brokenLine() + " does not follow from those before: it was altered");
    }
    json.put("contradictions", contradictions.size());
    json.put("brokenLine", log.brokenLine());
    boolean good = contradictions.isEmpty() && log.brokenLine() == 0;
    return new Report(good ? SAME : DIFFERENT, lines, json);
  }

  /** What is to be printed: for people, as JSON, and the exit code. */
  private record Report(int code, List<String> lines, Object json) {}

  private interface Work {
    Report run() throws CannotStart;
  }

  private int report(boolean json, Work work) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Report report = work.run();
      if (json) {
        out.println(json(report.json()));
      } else {
        report.lines().forEach(line -> out.println(printable(line)));
      }
      out.flush();
      return report.code();
    } catch (CannotStart e) {
      spec.commandLine().getErr().println(printable("consensus: " + e.getMessage()));
      return TROUBLE;
    }
  }

  private static String json(Object value) {
    try {
      return new ObjectMapper()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report is no JSON", e);
    }
  }

  /** What others wrote may hold what steers a terminal. */
  private static String printable(String line) {
    return line.replaceAll("[^ -~]", "?");
  }

  private static Report of(ConsensusCheck check) {
    Finding finding = check.finding();
    List<String> lines = new ArrayList<>();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("flavour", check.flavour().word());
    json.put("method", check.method());
    json.put("same", finding == null);
    if (finding == null) {
      lines.add(
          "The %s consensus is what its votes give by method %d."
              .formatted(check.flavour().word(), check.method()));
      lines.add("Good signatures: " + names(check.signed()));
      if (!check.unsigned().isEmpty()) {
        lines.add("Voted, and no signature here: " + names(check.unsigned()));
      }
      json.put("signed", check.signed());
      json.put("unsigned", check.unsigned());
      return new Report(SAME, lines, json);
    }
    lines.add((finding.line() == 0 ? "" : "line " + finding.line() + ": ") + finding.subject());
    lines.add("rule: " + finding.rule());
    lines.add("the votes give: " + (finding.expected() == null ? "nothing" : finding.expected()));
    lines.add("the consensus has: " + (finding.found() == null ? "nothing" : finding.found()));
    finding.votes().forEach((voter, said) -> lines.add("vote of " + voter + ": " + said));
    json.put("line", finding.line());
    json.put("subject", finding.subject());
    json.put("rule", finding.rule());
    json.put("expected", finding.expected());
    json.put("found", finding.found());
    json.put("votes", finding.votes());
    return new Report(DIFFERENT, lines, json);
  }

  private static Report of(List<Change> changes) {
    List<String> lines = new ArrayList<>();
    for (Change each : changes) {
      boolean plain = each.before() == null && each.after() == null;
      String values = plain ? "" : ": " + each.before() + " -> " + each.after();
      lines.add(each.subject() + ": " + each.what() + values.replace("null", "nothing"));
    }
    return new Report(changes.isEmpty() ? SAME : DIFFERENT, lines, changes);
  }

  private static Report of(ConsensusSummary shown) {
    List<String> lines = new ArrayList<>();
    lines.add("flavour %s, method %d".formatted(shown.flavour(), shown.method()));
    lines.add(
        "valid after %s, fresh until %s, valid until %s"
            .formatted(shown.validAfter(), shown.freshUntil(), shown.validUntil()));
    lines.add("%d relays, %d kB/s".formatted(shown.relays(), shown.bandwidth()));
    lines.add("flags: " + pairs(shown.flags()));
    lines.add("parameters: " + pairs(shown.parameters()));
    lines.add("weights: " + pairs(shown.weights()));
    lines.add("shared random value before: " + orNone(shown.previousRandom()));
    lines.add("shared random value now: " + orNone(shown.currentRandom()));
    long signed = shown.authorities().stream().filter(ConsensusSummary.Voter::signed).count();
    lines.add("%d voted, %d signed (not checked):".formatted(shown.authorities().size(), signed));
    shown
        .authorities()
        .forEach(
            each ->
                lines.add(
                    "  %s %s%s"
                        .formatted(
                            each.nickname(), each.identity(), each.signed() ? "" : ", unsigned")));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("flavour", shown.flavour());
    json.put("method", shown.method());
    json.put("validAfter", shown.validAfter().toString());
    json.put("freshUntil", shown.freshUntil().toString());
    json.put("validUntil", shown.validUntil().toString());
    json.put("relays", shown.relays());
    json.put("bandwidth", shown.bandwidth());
    json.put("flags", shown.flags());
    json.put("parameters", shown.parameters());
    json.put("weights", shown.weights());
    json.put("previousRandom", shown.previousRandom());
    json.put("currentRandom", shown.currentRandom());
    json.put("authorities", shown.authorities());
    return new Report(SAME, lines, json);
  }

  private static String names(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static String orNone(@Nullable String value) {
    return value == null ? "none" : value;
  }

  private static String pairs(Map<String, Integer> values) {
    List<String> pairs = new ArrayList<>();
    values.forEach((name, value) -> pairs.add(name + "=" + value));
    return pairs.isEmpty() ? "none" : String.join(" ", pairs);
  }

  private List<Vote> votes(String file) throws CannotStart {
    Batch<UnverifiedVote> batch = UnverifiedVote.readAll(read(file));
    if (batch.refused() > 0 || batch.documents().isEmpty()) {
      throw new CannotStart(file + " holds what is no vote; name files of votes before the last");
    }
    List<Vote> votes = new ArrayList<>();
    for (UnverifiedVote each : batch.documents()) {
      try {
        votes.add(each.verify());
      } catch (DecodeException e) {
        String name = each.source().nickname();
        throw new CannotStart("the vote of " + name + " is not as it signed it", e);
      }
    }
    return votes;
  }

  private byte[] read(String file) throws CannotStart {
    try (InputStream in = file.equals(STANDARD_INPUT) ? input : Files.newInputStream(path(file))) {
      byte[] read = in.readNBytes(MAX_LENGTH);
      if (in.read() >= 0) {
        throw new CannotStart(file + " is longer than 256 MiB");
      }
      return read;
    } catch (IOException e) {
      throw new CannotStart("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static Path path(String file) throws CannotStart {
    try {
      return WrittenPath.of(file);
    } catch (OptionException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }
}
