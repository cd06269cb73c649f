package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.authority.bandwidth.BandwidthFile;
import org.tropea.authority.bandwidth.BandwidthFiles;
import org.tropea.authority.bandwidth.GuardFractionFile;
import org.tropea.authority.bandwidth.Measurements;
import org.tropea.authority.vote.Measurement;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.BandwidthFileLines;
import org.tropea.directory.document.Base64Digest;

/**
 * What others measured of relays, by files that are read for each vote. Confined to its election's
 * task; reading takes it up to a second.
 */
final class RelayMeasurement {
  private static final Logger log = LoggerFactory.getLogger(RelayMeasurement.class);

  /** The public network's is 5 MB. */
  private static final int MAX_LENGTH = 64 << 20;

  private final BandwidthFiles files;
  private final Measurements remembered = new Measurements();
  private BandwidthFile current = BandwidthFile.MISSING;
  private GuardFractionFile guards = GuardFractionFile.NONE;
  private @Nullable Bytes text;

  RelayMeasurement(BandwidthFiles files) {
    this.files = files;
  }

  /** Reads the files; what is wrong with them costs the vote what they would have told. */
  void load(Instant now) {
    Path measured = files.measured();
    if (measured != null) {
      byte[] read = read(measured, "V3BandwidthsFile");
      text = read == null ? null : Bytes.copyFrom(read);
      current = read == null ? BandwidthFile.MISSING : BandwidthFile.read(read, now);
      remembered.take(current, now);
      if (read != null) {
        tell(current);
      }
    }
    Path guardFractions = files.guardFractions();
    if (guardFractions != null) {
      guards = guards(read(guardFractions, "GuardfractionFile"), now);
    }
  }

  private static void tell(BandwidthFile file) {
    if (file.written() == null) {
      log.warn(
          "The V3BandwidthsFile has no time in its first line, or is older than three days: the"
              + " vote says nothing of what was measured; look after the scanner");
    } else if (file.skipped() > 0) {
      log.info("{} lines of the V3BandwidthsFile tell nothing of a relay", file.skipped());
    }
  }

  private static byte @Nullable [] read(Path file, String option) {
    try {
      if (Files.size(file) <= MAX_LENGTH) {
        return Files.readAllBytes(file);
      }
      log.warn("The {} is longer than 64 MiB: the vote goes without it", option);
    } catch (IOException e) {
      log.warn("Cannot read the {}: the vote goes without it; look after the scanner", option, e);
    }
    return null;
  }

  private static GuardFractionFile guards(byte @Nullable [] read, Instant now) {
    try {
      return read == null ? GuardFractionFile.NONE : GuardFractionFile.read(read, now);
    } catch (DecodeException e) {
      log.warn("The GuardfractionFile is of no use ({}): the vote goes without it", e.getMessage());
      return GuardFractionFile.NONE;
    }
  }

  /** What is known of one relay. */
  Measurement of(RsaIdentity relay) {
    return new Measurement(
        remembered.of(relay), current.measured().get(relay), guards.percent().get(relay));
  }

  /** What the vote says of the file. */
  BandwidthFileLines lines() {
    return files.measured() == null
        ? BandwidthFileLines.NONE
        : new BandwidthFileLines(
            current.headerLine(), "sha256=" + Base64Digest.write(current.digest()));
  }

  /** The file itself; null where there is none. */
  @Nullable Bytes text() {
    return text;
  }
}
