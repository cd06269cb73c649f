package org.tropea.metrics;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.tropea.onionservice.address.OnionAddress;

/**
 * What the onion services of a node do, by C tor's names, labels and words (its {@code tor_hs_*}).
 * They name the services, as C tor's do.
 */
public final class ServiceFamilies implements MetricsSource {
  private final Supplier<Map<OnionAddress, ServiceFigures>> services;

  /** Of whichever services there are when it is asked. */
  public ServiceFamilies(Supplier<Map<OnionAddress, ServiceFigures>> services) {
    this.services = services;
  }

  /** The families, to which each service adds its figures. */
  record Told(
      Family introductions,
      Family written,
      Family read,
      Family clients,
      Family meetings,
      Family notMet,
      Family points,
      Family refused,
      Family pointTimes,
      Family meetingTimes,
      Family waiting,
      Family effort) {
    List<Family> all() {
      return List.of(
          introductions,
          written,
          read,
          clients,
          meetings,
          notMet,
          points,
          refused,
          pointTimes,
          meetingTimes,
          waiting,
          effort);
    }
  }

  @Override
  public List<Family> families() {
    Map<OnionAddress, ServiceFigures> now = services.get();
    if (now.isEmpty()) {
      return List.of();
    }
    Told told =
        new Told(
            Family.counter("tor_hs_intro_num_total", "Total number of introduction received"),
            Family.counter(
                "tor_hs_app_write_bytes_total", "Total number of bytes written to the application"),
            Family.counter(
                "tor_hs_app_read_bytes_total", "Total number of bytes read from the application"),
            Family.gauge(
                "tor_hs_rdv_established_count", "Total number of established rendezvous circuits"),
            Family.counter("tor_hs_rdv_num_total", "Total number of rendezvous circuits created"),
            Family.counter("tor_hs_rdv_error_count", "Total number of rendezvous circuit errors"),
            Family.gauge(
                "tor_hs_intro_established_count",
                "Total number of established introduction circuit"),
            Family.counter(
                "tor_hs_intro_rejected_intro_req_count",
                "Total number of rejected introduction circuits"),
            Family.times(
                "tor_hs_intro_circ_build_time",
                "The introduction circuit build time in milliseconds"),
            Family.times(
                "tor_hs_rend_circ_build_time", "The rendezvous circuit build time in milliseconds"),
            Family.gauge(
                "tor_hs_rdv_pow_pqueue_count",
                "Number of requests waiting in the proof of work priority queue"),
            Family.gauge(
                "tor_hs_pow_suggested_effort",
                "Suggested effort for requests with a proof of work client puzzle"));
    now.forEach((address, figures) -> figures.tell(address, told));
    return told.all();
  }
}
