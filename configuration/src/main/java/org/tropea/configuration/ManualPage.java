package org.tropea.configuration;

import java.util.List;
import java.util.Map;

/** The page of {@code man} for the command, with all options that have an effect. */
final class ManualPage {
  private static final String HEAD =
      """
      .\\" Made of options.txt by OptionTableTest.
      .TH TROPEA 1
      .SH NAME
      tropea \\- Tor in Java
      .SH SYNOPSIS
      .B tropea
      [\\fB\\-f\\fR \\fIFILE\\fR] [\\fB\\-\\-\\fIOption\\fR \\fIVALUE\\fR]...
      .br
      .B tropea testnet
      | \\fBgencert\\fR | \\fBconsensus\\fR [\\fIARGUMENT\\fR]...
      .SH DESCRIPTION
      A client, relay or directory authority of a Tor network, by the torrc that C tor reads.
      .PP
      SIGHUP reads the torrc again, SIGUSR1 logs how the node fares, SIGTERM ends it in order, and
      SIGINT ends it; of a relay, \\fBShutdownWaitLength\\fR later.
      .SH OPTIONS
      \\fBtropea \\-\\-help\\fR lists the arguments. Each option of the torrc is one too.
      """;
  private static final String FOOT =
      """
      .SH FILES
      .TP
      .I /etc/tropea/torrc
      The torrc of the service.
      .TP
      .I DataDirectory
      Keys, documents and the state.
      .SH EXIT STATUS
      0 after an orderly end; 1 where it cannot start or go on.
      .SH SEE ALSO
      .BR tor (1)
      """;

  private ManualPage() {}

  /** The page, in the language of man. */
  static String of(OptionTable table) {
    StringBuilder page = new StringBuilder(HEAD);
    for (Map.Entry<String, List<OptionRow>> area : table.areas().entrySet()) {
      List<OptionRow> rows = area.getValue().stream().filter(OptionRow::hasEffect).toList();
      if (!rows.isEmpty()) {
        page.append(".SS ").append(text(area.getKey())).append('\n');
        rows.forEach(row -> append(page, row));
      }
    }
    return page.append(FOOT).toString();
  }

  private static void append(StringBuilder page, OptionRow row) {
    page.append(".TP\n\\fB").append(text(row.name())).append("\\fR\n");
    page.append("\\&").append(text(row.shownPurpose())).append('\n');
    page.append(".br\n\\&Default: ").append(text(row.shownDefault())).append(".\n");
    if (row.traits().live()) {
      page.append(".br\n\\&Read again on SIGHUP.\n");
    }
  }

  /** Words between backticks are bold, as are names of options. */
  private static String text(String markdown) {
    String plain = markdown.replace("\\|", "|").replace("\\", "\\e").replace("-", "\\-");
    return plain.replaceAll("`([^`]*)`", "\\\\fB$1\\\\fR");
  }
}
