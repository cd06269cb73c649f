package org.tropea.client.guard;

import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;

/**
 * From when on path bias is spoken of (path-spec 7), by what user and network say. Immutable.
 *
 * @param ratio what counts are multiplied with when there are many
 */
record BiasLimits(
    int circuits,
    double notice,
    double warn,
    double extreme,
    int scale,
    boolean drop,
    int uses,
    double useNotice,
    double useExtreme,
    int useScale,
    double ratio) {
  private static final int LEAST_CIRCUITS = 5;
  private static final int LEAST_USES = 3;
  private static final int LEAST_SCALE = 10;

  static BiasLimits of(BiasSettings told, Parameters said) {
    return new BiasLimits(
        number(told.circuits(), LEAST_CIRCUITS, said, NetworkParameter.PB_MINCIRCS),
        rate(told.notice(), said, NetworkParameter.PB_NOTICEPCT),
        rate(told.warn(), said, NetworkParameter.PB_WARNPCT),
        rate(told.extreme(), said, NetworkParameter.PB_EXTREMEPCT),
        number(told.scale(), LEAST_SCALE, said, NetworkParameter.PB_SCALECIRCS),
        told.drop() == null ? said.has(NetworkParameter.PB_DROPGUARDS) : told.drop(),
        number(told.uses(), LEAST_USES, said, NetworkParameter.PB_MINUSE),
        rate(told.useNotice(), said, NetworkParameter.PB_NOTICEUSEPCT),
        rate(told.useExtreme(), said, NetworkParameter.PB_EXTREMEUSEPCT),
        number(told.useScale(), LEAST_SCALE, said, NetworkParameter.PB_SCALEUSE),
        (double) said.get(NetworkParameter.PB_MULTFACTOR)
            / said.get(NetworkParameter.PB_SCALEFACTOR));
  }

  private static int number(int told, int least, Parameters said, NetworkParameter parameter) {
    return told >= least ? told : said.get(parameter);
  }

  private static double rate(double told, Parameters said, NetworkParameter percent) {
    return told >= 0 ? told : said.get(percent) / 100.0;
  }
}
