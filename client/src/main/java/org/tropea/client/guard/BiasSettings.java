package org.tropea.client.guard;

import org.jspecify.annotations.Nullable;

/**
 * What a user says of path bias, by C tor's options of the same names. Whatever is below its least
 * value is left to the network. Immutable.
 *
 * @param circuits PathBiasCircThreshold: more circuits than these are counted before anything is
 *     said; at least 5
 * @param notice PathBiasNoticeRate, as all rates 0 to 1
 * @param warn PathBiasWarnRate
 * @param extreme PathBiasExtremeRate
 * @param scale PathBiasScaleThreshold: with more circuits than these the counts are scaled; at
 *     least 10
 * @param drop PathBiasDropGuards: whether a guard below an extreme rate is used no more; null
 *     leaves it to the network
 * @param uses PathBiasUseThreshold, at least 3
 * @param useNotice PathBiasNoticeUseRate
 * @param useExtreme PathBiasExtremeUseRate
 * @param useScale PathBiasScaleUseThreshold, at least 10
 */
public record BiasSettings(
    int circuits,
    double notice,
    double warn,
    double extreme,
    int scale,
    @Nullable Boolean drop,
    int uses,
    double useNotice,
    double useExtreme,
    int useScale) {
  /** C tor's: all is left to the network, but no guard is dropped. */
  public static final BiasSettings USUAL =
      new BiasSettings(-1, -1, -1, -1, -1, false, -1, -1, -1, -1);
}
