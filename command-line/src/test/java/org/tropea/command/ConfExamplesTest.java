package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionTable;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.configuration.TorrcReader;
import org.tropea.configuration.TorrcText;

/**
 * C tor's own examples of torrcs: the same verdict, the same option blamed, and written down the
 * same. A relay gets an Address, as ours do not find theirs.
 */
class ConfExamplesTest {
  private static final Path CASES = Path.of("src/test/resources/org/tropea/command/conf_examples");
  private static final String ADDRESS = "192.0.2.1";

  /** Which option C tor's message is about. */
  private static final Map<String, String> BLAMED =
      Map.ofEntries(
          Map.entry("badnick_1", "Nickname"),
          Map.entry("badnick_2", "Nickname"),
          Map.entry("bug_31495_2", "UseBridges"),
          Map.entry("contactinfo_notutf8", "ContactInfo"),
          Map.entry("controlsock", "ControlSocketsGroupWritable"),
          Map.entry("empty_4", "torrc"),
          Map.entry("example_2", "JumpingJellyjars"),
          Map.entry("missing_cl_arg", "hash-password"),
          Map.entry("pt_02", "ExtORPort"),
          Map.entry("pt_08", "ExtORPort"),
          Map.entry("pt_09", "ServerTransportListenAddr"),
          Map.entry("relay_02", "DirCache"),
          Map.entry("relay_11", "ORPort"),
          Map.entry("relay_12", "DirPort"),
          Map.entry("relay_13", "ORPort"),
          Map.entry("relay_15", "DirPort"),
          Map.entry("relay_16", "ORPort"),
          Map.entry("relay_18", "DirPort"),
          Map.entry("relay_20", "PublishServerDescriptor"),
          Map.entry("relay_22", "BridgeDistribution"),
          Map.entry("relay_23", "ConnectionPadding"),
          Map.entry("relay_24", "ConnectionPadding"),
          Map.entry("relay_25", "ReducedConnectionPadding"),
          Map.entry("relay_26", "CircuitPadding"),
          Map.entry("relay_27", "ReducedCircuitPadding"),
          Map.entry("relay_28", "SigningKeyLifetime"),
          Map.entry("relpath_rad", "RunAsDaemon"));

  /**
   * Where the verdict is another than C tor's, and by which option: what is refused until it works,
   * and what has no effect and is not read.
   */
  private static final Map<String, String> DIFFERENT =
      Map.ofEntries(
          Map.entry("bridgeauth_1", "BridgeAuthoritativeDir"),
          Map.entry("bug_31495_1", "UseBridges"),
          Map.entry("bug_31495_3", "UseBridges"),
          Map.entry("crypto_accel_req", "AccelName"),
          Map.entry("large_1", "OutboundBindAddress"),
          Map.entry("relay_06", "BridgeRelay"),
          Map.entry("relay_08", "BridgeRelay"),
          Map.entry("relay_10", "BridgeRelay"));

  @TempDir Path folder;

  static List<String> cases() throws IOException {
    try (Stream<Path> cases = Files.list(CASES)) {
      return cases
          .filter(Files::isDirectory)
          .map(p -> p.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void cases_areAllOfThem() throws Exception {
    assertThat(cases()).hasSize(83).containsAll(BLAMED.keySet());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void example_hasCTorsVerdict(String name) throws Exception {
    Path expected = CASES.resolve(name).resolve("expected");
    String refusal = refusal(name);
    if (Files.exists(expected)) {
      // Of a bridge, C tor takes the DirPort away.
      String dropped = name.equals("relay_10") ? "DirPort 2\n" : "";
      assertThat(unchanged(TorrcText.brief(read(name)).replace(dropped, "")))
          .isEqualTo(unchanged(Files.readString(expected)));
      assertThat(refusal == null).isEqualTo(!differs(name));
    } else if (differs(name)) {
      assertThat(refusal).isNull();
    } else {
      assertThat(refusal).contains(Objects.requireNonNull(BLAMED.get(name), name));
    }
  }

  /** Whoever fills an option need not come here. */
  private static boolean differs(String name) {
    String option = DIFFERENT.getOrDefault(name, "");
    return OptionTable.ofCTor()
        .row(option)
        .filter(
            row ->
                row.words().loss() != null
                    || !row.hasEffect()
                    || option.equals("BridgeAuthoritativeDir"))
        .isPresent();
  }

  /** Without what C tor changes of them before it writes them down. */
  private static String unchanged(String text) {
    return text.replace("Nickname Unnamed\n", "")
        .replace("DownloadExtraInfo 1\n", "")
        .replaceAll("(?m)^BandwidthBurst 214748364[78]$", "");
  }

  private @Nullable String refusal(String name) {
    try {
      Torrc torrc = read(name);
      boolean relay = !torrc.all("ORPort").isEmpty() && torrc.all("Address").isEmpty();
      TorrcLine address = new TorrcLine("test", TorrcLine.Mode.SET, "Address", ADDRESS);
      OptionsReader.read(relay ? torrc.set(List.of(address)) : torrc);
      return null;
    } catch (OptionException e) {
      return e.getMessage();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Torrc read(String name) throws OptionException, IOException {
    String arguments = text(name, "cmdline").strip();
    return Torrc.of(
        lines(name, "torrc.defaults"),
        lines(name, "torrc"),
        ArgumentOptions.read(
            arguments.isEmpty() ? List.of() : new ArrayList<>(List.of(arguments.split("\\s+")))));
  }

  /** A case's files include each other by names in its folder, which cannot be ours. */
  private List<TorrcLine> lines(String name, String file) throws OptionException, IOException {
    Path path = CASES.resolve(name).resolve(file);
    if (!Files.exists(path)) {
      return file.equals("torrc") ? TorrcReader.file(path.toString()) : List.of();
    }
    String text = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
    if (text.contains("%include")) {
      copy(CASES.resolve(name), folder.resolve(name));
      text = absolute(text, name);
    }
    return TorrcReader.lines("torrc", text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private String absolute(String text, String name) {
    return text.replaceAll(
        "(?m)^%include \"?([^\"\n]+)\"?$", "%include \"" + folder.resolve(name) + "/$1\"");
  }

  private void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          byte[] bytes = Files.readAllBytes(file);
          String text = new String(bytes, StandardCharsets.ISO_8859_1);
          Files.write(
              copy,
              absolute(text, to.getFileName().toString()).getBytes(StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  private static String text(String name, String file) throws IOException {
    Path path = CASES.resolve(name).resolve(file);
    return Files.exists(path) ? Files.readString(path) : "";
  }
}
