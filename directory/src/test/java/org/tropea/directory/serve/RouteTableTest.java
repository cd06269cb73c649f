package org.tropea.directory.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouteTableTest {
  private final RouteTable<String> table =
      new RouteTable<>(
          List.of(
              RouteTable.Route.at("/tor/a", (now, query, rest) -> said(now + " at")),
              RouteTable.Route.under("/tor/a/b", (now, query, rest) -> said(now + " b" + rest)),
              RouteTable.Route.under("/tor/a/", (now, query, rest) -> said(now + " " + rest))));

  private static Answer said(String reason) {
    return Answer.status(200, reason);
  }

  @Test
  void path_isAnsweredByTheFirstRouteThatFits() {
    assertThat(ask("/tor/a")).isEqualTo(said("now at"));
    assertThat(ask("/tor/a/bc")).isEqualTo(said("now bc"));
    assertThat(ask("/tor/a/c")).isEqualTo(said("now c"));
    assertThat(ask("/tor/a/")).isEqualTo(said("now "));
  }

  @Test
  void path_ofNoRoute_hasNoAnswer() {
    assertThat(ask("/tor/ab")).isNull();
    assertThat(ask("/tor/")).isNull();
  }

  private @Nullable Answer ask(String path) {
    return table.answer("now", new DirectoryQuery(path, null));
  }
}
