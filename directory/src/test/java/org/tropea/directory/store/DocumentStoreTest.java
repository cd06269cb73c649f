package org.tropea.directory.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.Batch;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.TestAuthority;
import org.tropea.directory.document.Vectors;

/** Feature D17 and hostile cases disk-15, disk-16, disk-27. */
class DocumentStoreTest {
  private static final Instant LISTED = Instant.parse("2026-12-20T12:00:00Z");
  private static final TestAuthority AUTHORITY =
      TestAuthority.until(Instant.parse("2027-01-01T00:00:00Z"));

  @TempDir Path directory;
  private DocumentStore store;

  @BeforeEach
  void open() {
    store = new DocumentStore(directory);
  }

  @Test
  void directory_empty_hasNothing() {
    assertAbsent(store.certificates(), Stored.Reason.MISSING);
    assertAbsent(store.consensus(), Stored.Reason.MISSING);
    assertAbsent(store.microdescriptors(), Stored.Reason.MISSING);
    assertAbsent(new DocumentStore(directory.resolve("absent")).consensus(), Stored.Reason.MISSING);
  }

  @Test
  void directoryOfCtor_isRead() throws Exception {
    write("cached-certs", Vectors.file("keys-all"));
    write("cached-microdesc-consensus", Vectors.file("consensus-microdesc.identity"));
    write("cached-microdescs.new", Vectors.file("cached-microdescs.new"));
    assertThat(found(store.certificates())).hasSize(3);
    assertThat(found(store.consensus()).relays()).hasSize(9);
    Batch<ListedMicrodescriptor> batch = found(store.microdescriptors());
    assertThat(batch.refused()).isZero();
    assertThat(batch.documents())
        .hasSizeGreaterThanOrEqualTo(9)
        .allMatch(each -> each.lastListed() != null);
    assertThat(batch.documents())
        .extracting(each -> each.microdescriptor().digest())
        .containsAll(
            Microdescriptor.readAll(Vectors.file("microdescs.identity")).documents().stream()
                .map(Microdescriptor::digest)
                .toList());
  }

  @Test
  void journalOfCtor_isWrittenByteForByte() throws Exception {
    byte[] journal = Vectors.file("cached-microdescs.new");
    write("cached-microdescs.new", journal);
    List<ListedMicrodescriptor> all = found(store.microdescriptors()).documents();
    Files.delete(directory.resolve("cached-microdescs.new"));
    store.appendMicrodescriptors(all.subList(0, 4));
    store.appendMicrodescriptors(all.subList(4, all.size()));
    assertThat(directory.resolve("cached-microdescs.new")).hasBinaryContent(journal);
  }

  @Test
  void documents_written_areReadAgain() throws Exception {
    KeyCertificate certificate = AUTHORITY.certificate();
    store.writeCertificates(List.of(certificate, certificate));
    assertThat(found(store.certificates())).hasSize(2);
    Consensus consensus = new ConsensusText(AUTHORITY).consensus();
    store.writeConsensus(consensus);
    assertThat(found(store.consensus()).digest()).isEqualTo(consensus.digest());
    store.writeConsensus(consensus);
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("cached-certs", "cached-microdesc-consensus");
    }
  }

  @Test
  void files_areForTheirOwnerOnly() throws Exception {
    store.writeCertificates(List.of(AUTHORITY.certificate()));
    store.appendMicrodescriptors(listed(LISTED));
    store.writeMicrodescriptors(listed(LISTED));
    for (String name : List.of("cached-certs", "cached-microdescs", "cached-microdescs.new")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void microdescriptors_rewritten_emptyTheJournal() throws Exception {
    store.appendMicrodescriptors(listed(LISTED));
    store.writeMicrodescriptors(listed(LISTED.plusSeconds(1)).subList(0, 1));
    assertThat(directory.resolve("cached-microdescs.new")).isEmptyFile();
    assertThat(found(store.microdescriptors()).documents()).hasSize(1);
  }

  @Test
  void microdescriptors_inBothFiles_countOnceWithTheLaterListing() throws Exception {
    store.writeMicrodescriptors(listed(LISTED.plusSeconds(1)));
    store.appendMicrodescriptors(listed(LISTED));
    assertThat(found(store.microdescriptors()).documents())
        .hasSize(9)
        .allMatch(each -> LISTED.plusSeconds(1).equals(each.lastListed()));
    store.appendMicrodescriptors(listed(LISTED.plusSeconds(2)));
    assertThat(found(store.microdescriptors()).documents())
        .allMatch(each -> LISTED.plusSeconds(2).equals(each.lastListed()));
  }

  @Test
  void microdescriptors_withoutListing_haveNone() throws Exception {
    write("cached-microdescs", Vectors.file("microdescs.identity"));
    assertThat(found(store.microdescriptors()).documents())
        .hasSize(9)
        .allMatch(each -> each.lastListed() == null);
  }

  @Test
  void journal_tornAnywhere_losesTheLastOnly() throws Exception {
    List<ListedMicrodescriptor> listed = listed(LISTED).subList(0, 2);
    store.appendMicrodescriptors(listed);
    Path journal = directory.resolve("cached-microdescs.new");
    byte[] whole = Files.readAllBytes(journal);
    store.appendMicrodescriptors(listed.subList(0, 1));
    int first = (int) Files.size(journal) - whole.length;
    for (int length = first; length < whole.length; length += 5) {
      Files.write(journal, Arrays.copyOf(whole, length));
      store.appendMicrodescriptors(listed(LISTED).subList(5, 6));
      assertThat(found(store.microdescriptors()).documents())
          .extracting(ListedMicrodescriptor::microdescriptor)
          .contains(listed.get(0).microdescriptor(), listed(LISTED).get(5).microdescriptor());
    }
  }

  @Test
  void files_garbageOrTruncated_areDamagedNeverThrown() throws Exception {
    byte[] garbage = new byte[5000];
    Arrays.fill(garbage, (byte) 0x80);
    for (byte[] content : List.of(new byte[0], garbage, "text\n".getBytes(US_ASCII))) {
      write("cached-certs", content);
      write("cached-microdesc-consensus", content);
      assertAbsent(store.certificates(), Stored.Reason.DAMAGED);
      assertAbsent(store.consensus(), Stored.Reason.DAMAGED);
    }
    write("cached-microdescs", garbage);
    assertAbsent(store.microdescriptors(), Stored.Reason.DAMAGED);
    byte[] consensus = Vectors.file("consensus-microdesc.identity");
    write("cached-microdesc-consensus", Arrays.copyOf(consensus, consensus.length / 2));
    assertAbsent(store.consensus(), Stored.Reason.DAMAGED);
  }

  @Test
  void certificates_oneDamaged_leaveTheOthers() throws Exception {
    byte[] certificates = Vectors.file("keys-all");
    certificates[certificates.length - 100] ^= 1;
    write("cached-certs", certificates);
    assertThat(found(store.certificates())).hasSize(2);
  }

  @Test
  void file_thatIsADirectory_isUnreadable() throws Exception {
    Files.createDirectory(directory.resolve("cached-microdesc-consensus"));
    assertAbsent(store.consensus(), Stored.Reason.UNREADABLE);
  }

  @Test
  void write_intoAMissingDirectory_throwsAndLeavesNothing() {
    DocumentStore nowhere = new DocumentStore(directory.resolve("absent"));
    assertThatThrownBy(() -> nowhere.writeCertificates(List.of(AUTHORITY.certificate())))
        .isInstanceOf(IOException.class);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void write_overALeftTemporaryFile_succeeds() throws Exception {
    write("cached-certs.tmp", new byte[10]);
    store.writeCertificates(List.of(AUTHORITY.certificate()));
    assertThat(found(store.certificates())).hasSize(1);
    assertThat(directory.resolve("cached-certs.tmp")).doesNotExist();
  }

  @FuzzTest
  void anyJournal_givesMicrodescriptorsAndRefusals(byte[] bytes) {
    Batch<ListedMicrodescriptor> batch = MicrodescriptorFile.read(bytes);
    Batch<ListedMicrodescriptor> again =
        MicrodescriptorFile.read(MicrodescriptorFile.write(batch.documents()));
    assertThat(again).isEqualTo(new Batch<>(batch.documents(), 0));
  }

  private static List<ListedMicrodescriptor> listed(Instant time) {
    return Microdescriptor.readAll(Vectors.file("microdescs.identity")).documents().stream()
        .map(each -> new ListedMicrodescriptor(each, time))
        .toList();
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(directory.resolve(name), content);
  }

  private static <T> T found(Stored<T> stored) {
    assertThat(stored).isInstanceOf(Stored.Found.class);
    return ((Stored.Found<T>) stored).document();
  }

  private static void assertAbsent(Stored<?> stored, Stored.Reason reason) {
    assertThat(stored).isEqualTo(new Stored.Absent<>(reason));
  }
}
