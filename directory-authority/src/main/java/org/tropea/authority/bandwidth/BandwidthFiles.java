package org.tropea.authority.bandwidth;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where scanners put what they measured, each null where there is none; read again for each vote.
 *
 * @param measured V3BandwidthsFile
 * @param guardFractions GuardfractionFile
 */
public record BandwidthFiles(@Nullable Path measured, @Nullable Path guardFractions) {
  /** No files. */
  public static final BandwidthFiles NONE = new BandwidthFiles(null, null);
}
