package org.tropea.directory.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an authority recommends and demands, as its vote writes it; null where it says nothing,
 * which is another thing than an empty line.
 *
 * @param clientVersions separated by commas
 * @param recommendedClient protocols, separated by spaces
 * @param packages the texts of the package lines, in order; nobody writes any since C tor 0.4.9,
 *     and consensuses have them up to method 33
 */
public record VoteAdvice(
    @Nullable String clientVersions,
    @Nullable String serverVersions,
    @Nullable String recommendedRelay,
    @Nullable String recommendedClient,
    @Nullable String requiredRelay,
    @Nullable String requiredClient,
    List<String> packages) {
  /** Says nothing. */
  public static final VoteAdvice NONE =
      new VoteAdvice(null, null, null, null, null, null, List.of());

  /** Keeps its own copy. */
  public VoteAdvice {
    packages = List.copyOf(packages);
  }

  /** The same protocols with other versions. */
  public VoteAdvice withVersions(@Nullable String client, @Nullable String server) {
    return new VoteAdvice(
        client,
        server,
        recommendedRelay,
        recommendedClient,
        requiredRelay,
        requiredClient,
        packages);
  }

  void write(StringBuilder text) {
    line(text, "client-versions", clientVersions);
    line(text, "server-versions", serverVersions);
    packages.forEach(each -> line(text, "package", each));
    line(text, "recommended-relay-protocols", recommendedRelay);
    line(text, "recommended-client-protocols", recommendedClient);
    line(text, "required-relay-protocols", requiredRelay);
    line(text, "required-client-protocols", requiredClient);
  }

  private static void line(StringBuilder text, String keyword, @Nullable String value) {
    if (value != null) {
      text.append(keyword).append(' ').append(value).append('\n');
    }
  }
}
