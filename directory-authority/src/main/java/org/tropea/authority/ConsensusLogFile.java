package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.authority.audit.ConsensusLog;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.store.AtomicFile;

/**
 * The file {@code consensus-log} of a data directory, which only grows: about 3 MB a year. Confined
 * as its owner; blocks.
 */
final class ConsensusLogFile {
  private static final Logger log = LoggerFactory.getLogger(ConsensusLogFile.class);
  private static final long MAX_LENGTH = 64 << 20;

  private final Path file;
  private ConsensusLog known = ConsensusLog.EMPTY;
  private Bytes text = Bytes.copyFrom(new byte[0]);
  private boolean open;

  /** Reads what is there; where that cannot be, nothing is ever added. */
  ConsensusLogFile(Path directory) {
    this.file = directory.resolve("consensus-log");
    try {
      read();
    } catch (IOException e) {
      log.warn("Cannot use the log of consensuses ({}): nothing is added to it", e.getMessage());
    }
  }

  private void read() throws IOException {
    byte[] read = existing();
    int whole = read.length;
    while (whole > 0 && read[whole - 1] != '\n') {
      whole--;
    }
    if (whole < read.length) {
      // We were cut off in the middle of a line.
      read = Arrays.copyOf(read, whole);
      AtomicFile.replace(file, read);
    }
    known = ConsensusLog.read(read);
    text = Bytes.copyFrom(read);
    if (known.brokenLine() > 0) {
      throw new IOException(
          "it was altered at line " + known.brokenLine() + "; move it away, and ask who did it");
    }
    open = true;
  }

  private byte[] existing() throws IOException {
    try {
      if (Files.size(file) > MAX_LENGTH) {
        throw new IOException("it is far too long; move it away");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }

  /** Adds a consensus that enough authorities signed, unless it is there. */
  void add(Consensus consensus) {
    String line = open ? known.next(consensus) : null;
    if (line == null) {
      return;
    }
    try {
      byte[] added = line.getBytes(StandardCharsets.US_ASCII);
      AtomicFile.append(file, added);
      byte[] old = text.toByteArray();
      byte[] all = Arrays.copyOf(old, old.length + added.length);
      System.arraycopy(added, 0, all, old.length, added.length);
      text = Bytes.copyFrom(all);
      known = ConsensusLog.read(all);
    } catch (IOException e) {
      log.warn("Cannot add to the log of consensuses: check the disk", e);
    }
  }

  /** All of it. */
  Bytes text() {
    return text;
  }
}
