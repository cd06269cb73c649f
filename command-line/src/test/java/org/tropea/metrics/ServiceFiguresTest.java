package org.tropea.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.onionservice.host.ServiceListener.Refusal;

/** Row M04: what is told of an onion service is what has happened to it. */
class ServiceFiguresTest {
  private final OnionAddress address =
      new OnionAddress(Ed25519SigningKey.generate(new SecureRandom()).identity());
  private final ServiceFigures figures = new ServiceFigures(List.of(80));

  private List<String> told() {
    byte[] text = Exposition.write(List.of(new ServiceFamilies(() -> Map.of(address, figures))));
    return new String(text, UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replace("onion=\"" + address.write() + "\"", "X"))
        .toList();
  }

  @Test
  void introductionsAndClients_areCounted_andThoseThatAreGoneAreNot() {
    figures.introductionPointEstablished(Duration.ofMillis(900));
    figures.introductionPointEstablished(Duration.ofSeconds(6));
    figures.introductionPointEstablished(Duration.ofSeconds(70));
    figures.introductionPointLost();
    figures.introduced();
    figures.introductionRefused(Refusal.REPLAYED);
    figures.introductionRefused(Refusal.UNREADABLE);
    figures.introductionRefused(Refusal.UNREADABLE);
    figures.meeting();
    figures.meeting();
    figures.met(Duration.ofSeconds(1));
    figures.notMet();
    figures.met(Duration.ofMillis(1001));
    figures.clientLeft();
    assertThat(told())
        .contains(
            "tor_hs_intro_established_count{X} 2.0",
            "tor_hs_intro_num_total{X} 1.0",
            "tor_hs_intro_rejected_intro_req_count{X,reason=\"replay\"} 1.0",
            "tor_hs_intro_rejected_intro_req_count{X,reason=\"invalid_introduce2\"} 2.0",
            "tor_hs_rdv_num_total{X} 2.0",
            "tor_hs_rdv_established_count{X} 1.0",
            "tor_hs_rdv_error_count{X,reason=\"rp_conn_failure\"} 1.0",
            "tor_hs_intro_circ_build_time_bucket{X,le=\"1000.0\"} 1",
            "tor_hs_intro_circ_build_time_bucket{X,le=\"10000.0\"} 2",
            "tor_hs_intro_circ_build_time_bucket{X,le=\"60000.0\"} 2",
            "tor_hs_intro_circ_build_time_bucket{X,le=\"+Inf\"} 3",
            "tor_hs_intro_circ_build_time_sum{X} 76900.0",
            "tor_hs_rend_circ_build_time_bucket{X,le=\"1000.0\"} 1",
            "tor_hs_rend_circ_build_time_count{X} 2");
  }

  @Test
  void bytes_areCountedByPort_andQueueAndEffortAreTheLast() {
    figures.written(80, 5);
    figures.written(80, 6);
    figures.read(80, 7);
    figures.read(81, 8);
    figures.waiting(9, 100);
    figures.waiting(3, 50);
    assertThat(told())
        .contains(
            "tor_hs_app_write_bytes_total{X,port=\"80\"} 11.0",
            "tor_hs_app_read_bytes_total{X,port=\"80\"} 7.0",
            "tor_hs_rdv_pow_pqueue_count{X} 3.0",
            "tor_hs_pow_suggested_effort{X} 50.0")
        .noneMatch(line -> line.contains("81"));
  }

  @Test
  void nodeWithoutServices_tellsNothingOfThem() {
    assertThat(new ServiceFamilies(Map::of).families()).isEmpty();
  }
}
