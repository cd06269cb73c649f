package org.tropea.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.EntryForms;
import org.tropea.directory.document.EntryForms.Form;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.UnverifiedConsensus;

/** Which forms of a relay's entry C tor reads, and whether we read the same (row D10). */
class EntryVerdictTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Bytes DIGEST = Bytes.copyFrom(new byte[RelayEntry.DIGEST_LENGTH]);
  private final Instant recently =
      Instant.ofEpochSecond(Instant.now().minusSeconds(600).getEpochSecond());

  @TempDir Path folder;
  private CraftedConsensus crafted;

  @BeforeEach
  void keys() throws Exception {
    crafted = CraftedConsensus.in(folder.resolve("keys"));
  }

  /** All in one consensus, which C tor refuses whole where it refuses one of them. */
  @Test
  void unusualEntries_areReadByCtorAndByUs() throws Exception {
    List<String> entries = new ArrayList<>();
    List<Form> forms = EntryForms.unusual();
    for (int i = 0; i < forms.size(); i++) {
      String named = ConsensusText.entry(i, DIGEST, "Exit", "Bandwidth=7");
      entries.add(forms.get(i).of(named).strip());
    }
    String consensus = crafted.text(Flavour.MICRODESC, recently, List.of(), entries);
    assertThat(readByCtor(consensus, "all")).hasSize(forms.size());
    UnverifiedConsensus ours = UnverifiedConsensus.read(consensus.getBytes(ISO_8859_1));
    assertThat(ours.malformedRelays()).isZero();
    assertThat(ours.relays()).hasSize(forms.size());
  }

  @Test
  void malformedEntries_areRefusedByCtorAndSkippedByUs() throws Exception {
    List<Form> forms = EntryForms.malformed();
    List<Form> taken = new ArrayList<>();
    for (int i = 0; i < forms.size(); i++) {
      String entry = ConsensusText.entry(2, DIGEST, "Exit", "Bandwidth=7");
      String consensus =
          crafted.text(
              Flavour.MICRODESC,
              recently,
              List.of(),
              List.of(
                  ConsensusText.entry(1, DIGEST, "Exit", "Bandwidth=1").strip(),
                  forms.get(i).of(entry).strip()));
      if (!readByCtor(consensus, "malformed" + i).isEmpty()) {
        taken.add(forms.get(i));
      }
      UnverifiedConsensus ours = UnverifiedConsensus.read(consensus.getBytes(ISO_8859_1));
      assertThat(ours.malformedRelays()).as("%s", forms.get(i)).isOne();
      assertThat(ours.relays()).hasSize(1);
    }
    assertThat(taken).isEmpty();
  }

  /** The {@code r} lines that C tor gives back once it has read its cached consensus, or not. */
  private List<String> readByCtor(String consensus, String name) throws Exception {
    try (CtorNode ctor = new CtorNode(CtorNode.Kind.CLIENT, "ctor", folder.resolve(name))) {
      crafted.cache(ctor.folder(), "", consensus);
      ctor.writeTorrc(
          List.of(
              crafted.line(LoopbackPorts.free(1).get(0)), "DisableNetwork 1", "Log info stdout"));
      ctor.start();
      ctor.process().await("A consensus needs|Unable to parse networkstatus", PATIENCE);
      ctor.process().await("Bootstrapped 0%", PATIENCE);
      try (ControlPort control = ctor.control()) {
        return control.info("ns/all").stream().filter(line -> line.startsWith("r ")).toList();
      }
    }
  }
}
