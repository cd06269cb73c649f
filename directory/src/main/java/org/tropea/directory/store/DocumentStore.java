package org.tropea.directory.store;

import com.google.crypto.tink.util.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Batch;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.UnverifiedConsensus;

/**
 * A client's documents on disk, in the files of C tor: each can start on the other's directory.
 *
 * <p>What cannot be read is {@link Stored.Absent}, never an exception; only writing throws. All of
 * it blocks, so it is called from the {@code documents} executor, by one caller at a time.
 */
public final class DocumentStore {
  /** The largest file that is read: nothing of ours comes near. */
  private static final long MAX_FILE = 128L << 20;

  private final Path certificates;
  private final Path consensus;
  private final Path microdescriptors;
  private final Path journal;

  /** The store in this directory, which must exist before the first write. */
  public DocumentStore(Path dataDirectory) {
    this.certificates = dataDirectory.resolve("cached-certs");
    this.consensus = dataDirectory.resolve("cached-microdesc-consensus");
    this.microdescriptors = dataDirectory.resolve("cached-microdescs");
    this.journal = dataDirectory.resolve("cached-microdescs.new");
  }

  /** The key certificates whose signatures are good; damaged where not one is. */
  public Stored<List<KeyCertificate>> certificates() {
    Stored<byte[]> file = read(certificates);
    if (!(file instanceof Stored.Found<byte[]> found)) {
      return absent(file);
    }
    List<KeyCertificate> good = KeyCertificate.readAll(found.document()).documents();
    return good.isEmpty() ? new Stored.Absent<>(Stored.Reason.DAMAGED) : new Stored.Found<>(good);
  }

  /** Replaces the key certificates. */
  public void writeCertificates(Collection<KeyCertificate> all) throws IOException {
    ByteWriter writer = new ByteWriter();
    all.forEach(each -> writer.bytes(each.text()));
    AtomicFile.replace(certificates, writer.toByteArray());
  }

  /** The consensus, to be verified again: the disk proves nothing. */
  public Stored<UnverifiedConsensus> consensus() {
    Stored<byte[]> file = read(consensus);
    if (!(file instanceof Stored.Found<byte[]> found)) {
      return absent(file);
    }
    try {
      return new Stored.Found<>(UnverifiedConsensus.read(found.document(), Flavour.MICRODESC));
    } catch (DecodeException e) {
      return new Stored.Absent<>(Stored.Reason.DAMAGED);
    }
  }

  /** Replaces the consensus. */
  public void writeConsensus(Consensus verified) throws IOException {
    AtomicFile.replace(consensus, verified.text().toByteArray());
  }

  /** The microdescriptors of the cache and its journal, each once, with its latest listing. */
  public Stored<Batch<ListedMicrodescriptor>> microdescriptors() {
    Stored<byte[]> cache = read(microdescriptors);
    Stored<byte[]> recent = read(journal);
    Map<Bytes, ListedMicrodescriptor> byDigest = new LinkedHashMap<>();
    int refused = 0;
    for (Stored<byte[]> file : List.of(cache, recent)) {
      if (file instanceof Stored.Found<byte[]> found) {
        Batch<ListedMicrodescriptor> batch = MicrodescriptorFile.read(found.document());
        batch
            .documents()
            .forEach(
                each ->
                    byDigest.merge(each.microdescriptor().digest(), each, DocumentStore::later));
        refused += batch.refused();
      }
    }
    if (!byDigest.isEmpty()) {
      return new Stored.Found<>(new Batch<>(List.copyOf(byDigest.values()), refused));
    }
    if (refused > 0) {
      return new Stored.Absent<>(Stored.Reason.DAMAGED);
    }
    return cache instanceof Stored.Absent<byte[]> ? absent(cache) : absent(recent);
  }

  /** Adds microdescriptors to the journal. */
  public void appendMicrodescriptors(Collection<ListedMicrodescriptor> more) throws IOException {
    AtomicFile.append(journal, MicrodescriptorFile.write(more));
  }

  /** Replaces the cache by these, and empties the journal. */
  public void writeMicrodescriptors(Collection<ListedMicrodescriptor> all) throws IOException {
    AtomicFile.replace(microdescriptors, MicrodescriptorFile.write(all));
    AtomicFile.replace(journal, new byte[0]);
  }

  private static ListedMicrodescriptor later(
      ListedMicrodescriptor first, ListedMicrodescriptor second) {
    if (first.lastListed() == null) {
      return second;
    }
    return second.lastListed() == null || second.lastListed().isBefore(first.lastListed())
        ? first
        : second;
  }

  private static Stored<byte[]> read(Path file) {
    try {
      if (Files.size(file) > MAX_FILE) {
        return new Stored.Absent<>(Stored.Reason.DAMAGED);
      }
      return new Stored.Found<>(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return new Stored.Absent<>(Stored.Reason.MISSING);
    } catch (IOException e) {
      return new Stored.Absent<>(Stored.Reason.UNREADABLE);
    }
  }

  private static <T> Stored<T> absent(Stored<byte[]> file) {
    return file instanceof Stored.Absent<byte[]> absent
        ? new Stored.Absent<>(absent.reason())
        : new Stored.Absent<>(Stored.Reason.MISSING);
  }
}
