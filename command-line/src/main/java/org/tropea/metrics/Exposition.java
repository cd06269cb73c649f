package org.tropea.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Families as Prometheus reads them: its text format 0.0.4. */
final class Exposition {
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final int USUAL_LENGTH = 32 << 10;
  private static final String ADDED = "_total";

  private Exposition() {}

  static byte[] write(List<MetricsSource> sources) {
    List<MetricSnapshot> snapshots = new ArrayList<>();
    List<String> otherwise = new ArrayList<>();
    for (MetricsSource source : sources) {
      for (Family family : source.families()) {
        snapshots.add(family.snapshot());
        if (family.isNamedOtherwise()) {
          otherwise.add(family.name());
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_LENGTH);
    try {
      PrometheusTextFormatWriter.create().write(bytes, new MetricSnapshots(snapshots));
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot be written to", e);
    }
    if (otherwise.isEmpty()) {
      return bytes.toByteArray();
    }
    // Those counters of C tor whose names the library does not take as they are.
    String text = bytes.toString(UTF_8);
    for (String name : otherwise) {
      text = text.replace(name + ADDED, name);
    }
    return text.getBytes(UTF_8);
  }
}
