package org.tropea.control.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of the dashboard. They say nothing of the node and need no token; what they show they
 * ask of the API.
 *
 * @param type its media type
 */
record Page(String type, byte[] content) {
  /** Nothing from elsewhere, nothing within the page, and no other page around it. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, Page> ALL =
      Map.of(
          "/", read("dashboard.html", "text/html; charset=utf-8"),
          "/dashboard.js", read("dashboard.js", "text/javascript; charset=utf-8"),
          "/dashboard.css", read("dashboard.css", "text/css; charset=utf-8"));

  /** The file of that path; null for none. */
  static @Nullable Page at(String path) {
    return ALL.get(path);
  }

  private static Page read(String name, String type) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return new Page(type, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
