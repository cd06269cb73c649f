package org.tropea.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Figures of one name, with their labels. Confined to whoever collects them. */
public final class Family {
  private final String name;
  private final String help;
  private final Kind kind;
  private final List<Value> values = new ArrayList<>();

  private final List<HistogramDataPointSnapshot> times = new ArrayList<>();

  private enum Kind {
    COUNTER,
    GAUGE,
    TIMES
  }

  private record Value(Labels labels, double value) {}

  private Family(String name, String help, Kind kind) {
    this.name = name;
    this.help = help;
    this.kind = kind;
  }

  /** Of what only grows. */
  public static Family counter(String name, String help) {
    return new Family(name, help, Kind.COUNTER);
  }

  /** Of what goes up and down. */
  public static Family gauge(String name, String help) {
    return new Family(name, help, Kind.GAUGE);
  }

  /** Of how long something took. */
  static Family times(String name, String help) {
    return new Family(name, help, Kind.TIMES);
  }

  /** How long it took so far; {@code labels} are names and values in turn. */
  Family with(ServiceFigures.Times took, String... labels) {
    List<Double> bounds =
        Stream.concat(
                ServiceFigures.Times.BOUNDS.stream().map(Long::doubleValue),
                Stream.of(Double.POSITIVE_INFINITY))
            .toList();
    times.add(
        new HistogramDataPointSnapshot(
            ClassicHistogramBuckets.of(bounds, took.counts()),
            took.sum(),
            Labels.of(labels),
            Exemplars.EMPTY,
            0));
    return this;
  }

  /** One more figure; {@code labels} are names and values in turn. */
  public Family with(double value, String... labels) {
    values.add(new Value(Labels.of(labels), value));
    return this;
  }

  /** The same of what is counted in whole ones: above 2^53 it is rounded. */
  public Family with(long count, String... labels) {
    return with((double) count, labels);
  }

  /** Its name, whole. */
  String name() {
    return name;
  }

  /** Whether the library would add {@code _total} to its name, which C tor does not have. */
  boolean isNamedOtherwise() {
    return kind == Kind.COUNTER && !name.endsWith("_total");
  }

  MetricSnapshot snapshot() {
    MetricMetadata metadata = new MetricMetadata(name, help);
    if (kind == Kind.TIMES) {
      return new HistogramSnapshot(metadata, times);
    }
    if (kind == Kind.COUNTER) {
      return new CounterSnapshot(
          metadata,
          values.stream()
              .map(each -> new CounterDataPointSnapshot(each.value(), each.labels(), null, 0))
              .toList());
    }
    return new GaugeSnapshot(
        metadata,
        values.stream()
            .map(each -> new GaugeDataPointSnapshot(each.value(), each.labels(), null))
            .toList());
  }
}
