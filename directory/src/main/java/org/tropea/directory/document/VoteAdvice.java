package org.tropea.directory.document;

import org.jspecify.annotations.Nullable;

/**
 * What an authority recommends and demands, as its vote writes it; null where it says nothing,
 * which is another thing than an empty line.
 *
 * @param clientVersions separated by commas
 * @param recommendedClient protocols, separated by spaces
 */
public record VoteAdvice(
    @Nullable String clientVersions,
    @Nullable String serverVersions,
    @Nullable String recommendedRelay,
    @Nullable String recommendedClient,
    @Nullable String requiredRelay,
    @Nullable String requiredClient) {
  /** Says nothing. */
  public static final VoteAdvice NONE = new VoteAdvice(null, null, null, null, null, null);

  void write(StringBuilder text) {
    line(text, "client-versions", clientVersions);
    line(text, "server-versions", serverVersions);
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
