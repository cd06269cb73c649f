package org.tropea.directory.network;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of the network that C tor 0.4.9 reads, each by its name, its default and its
 * bounds (dir-spec 3.4.1, param-spec); some of these are another parameter's value.
 *
 * <p>Names and figures are those of C tor 0.4.9.11's source; those called DoSBeginDir came with
 * 0.4.9.15, and their defaults are as it behaves. {@link Parameters#get} is the one way to read
 * them. The defaults of perconnbwrate and perconnbwburst are those of the options that C tor takes
 * where the network says nothing.
 */
public enum NetworkParameter {
  // Circuits and their queues.
  ALLOW_NETWORK_REENTRY("allow-network-reentry", 0, 0, 1),
  ALLOW_NONEARLY_EXTEND("AllowNonearlyExtend", 0, 0, 1),
  CELLQ_HIGH("cellq_high", 256, 1, 1000),
  CELLQ_LOW("cellq_low", 10, 1, 1000),
  CIRC_MAX_CELL_QUEUE_SIZE("circ_max_cell_queue_size", 2500, 50, Integer.MAX_VALUE),
  CIRCUIT_PRIORITY_HALFLIFE_MSEC("CircuitPriorityHalflifeMsec", 30000, 1, Integer.MAX_VALUE),
  CIRCUIT_PRIORITY_TICK_SECS("CircuitPriorityTickSecs", 10, 1, 600),
  CIRCWINDOW("circwindow", 1000, 100, 1000),
  DOS_NUM_CIRC_MAX_OUTQ("dos_num_circ_max_outq", 3, 0, Integer.MAX_VALUE),
  EXTEND_BY_ED25519_ID("ExtendByEd25519ID", 0, 0, 1),
  KIST_SCHED_RUN_INTERVAL("KISTSchedRunInterval", 2, 2, 100),
  KIST_SCHED_RUN_INTERVAL_CLIENT("KISTSchedRunIntervalClient", 2, 2, 100),
  ORCONN_HIGH("orconn_high", 32768, 509, Integer.MAX_VALUE),
  ORCONN_LOW("orconn_low", 16384, 509, Integer.MAX_VALUE),
  SENDME_ACCEPT_MIN_VERSION("sendme_accept_min_version", 0, 0, 255),
  SENDME_EMIT_MIN_VERSION("sendme_emit_min_version", 1, 0, 255),
  CIRC_MAX_CELL_QUEUE_SIZE_OUT(
      "circ_max_cell_queue_size_out", CIRC_MAX_CELL_QUEUE_SIZE, 50, Integer.MAX_VALUE),
  // Congestion control.
  CC_ALG("cc_alg", 2, 0, 2),
  CC_BWE_MIN("cc_bwe_min", 5, 2, 20),
  CC_CWND_FULL_GAP("cc_cwnd_full_gap", 4, 0, 32767),
  CC_CWND_FULL_MINPCT("cc_cwnd_full_minpct", 25, 0, 100),
  CC_CWND_FULL_PER_CWND("cc_cwnd_full_per_cwnd", 1, 0, 1),
  CC_CWND_INC("cc_cwnd_inc", 1, 1, 1000),
  CC_CWND_INC_PCT_SS("cc_cwnd_inc_pct_ss", 100, 1, 500),
  CC_CWND_INC_RATE("cc_cwnd_inc_rate", 31, 1, 250),
  CC_CWND_INIT("cc_cwnd_init", 124, 31, 10000),
  CC_CWND_MAX("cc_cwnd_max", Integer.MAX_VALUE, 500, Integer.MAX_VALUE),
  CC_CWND_MIN("cc_cwnd_min", 124, 31, 1000),
  CC_EWMA_CWND_PCT("cc_ewma_cwnd_pct", 50, 1, 255),
  CC_EWMA_MAX("cc_ewma_max", 10, 2, Integer.MAX_VALUE),
  CC_EWMA_SS("cc_ewma_ss", 2, 2, Integer.MAX_VALUE),
  CC_RTT_RESET_PCT("cc_rtt_reset_pct", 100, 0, 100),
  CC_SENDME_INC("cc_sendme_inc", 31, 1, 254),
  CC_SS_MAX("cc_ss_max", 5000, 500, Integer.MAX_VALUE),
  CC_SSCAP_EXIT("cc_sscap_exit", 600, 100, Integer.MAX_VALUE),
  CC_SSCAP_ONION("cc_sscap_onion", 475, 100, Integer.MAX_VALUE),
  CC_SSCAP_SBWS("cc_sscap_sbws", 400, 100, Integer.MAX_VALUE),
  CC_VEGAS_ALPHA_EXIT("cc_vegas_alpha_exit", 186, 0, 1000),
  CC_VEGAS_ALPHA_ONION("cc_vegas_alpha_onion", 186, 0, 1000),
  CC_VEGAS_ALPHA_SBWS("cc_vegas_alpha_sbws", 93, 0, 1000),
  CC_VEGAS_BETA_EXIT("cc_vegas_beta_exit", 248, 0, 1000),
  CC_VEGAS_BETA_ONION("cc_vegas_beta_onion", 372, 0, 1000),
  CC_VEGAS_BETA_SBWS("cc_vegas_beta_sbws", 155, 0, 1000),
  CC_VEGAS_DELTA_EXIT("cc_vegas_delta_exit", 310, 0, Integer.MAX_VALUE),
  CC_VEGAS_DELTA_ONION("cc_vegas_delta_onion", 434, 0, Integer.MAX_VALUE),
  CC_VEGAS_DELTA_SBWS("cc_vegas_delta_sbws", 248, 0, Integer.MAX_VALUE),
  CC_VEGAS_GAMMA_EXIT("cc_vegas_gamma_exit", 186, 0, 1000),
  CC_VEGAS_GAMMA_ONION("cc_vegas_gamma_onion", 248, 0, 1000),
  CC_VEGAS_GAMMA_SBWS("cc_vegas_gamma_sbws", 124, 0, 1000),
  CC_XOFF_CLIENT("cc_xoff_client", 500, 1, 10000),
  CC_XOFF_EXIT("cc_xoff_exit", 500, 1, 10000),
  CC_XON_CHANGE_PCT("cc_xon_change_pct", 25, 1, 99),
  CC_XON_EWMA_CNT("cc_xon_ewma_cnt", 2, 2, 100),
  CC_XON_RATE("cc_xon_rate", 500, 1, 5000),
  // Conflux.
  CFX_DRAIN_PCT("cfx_drain_pct", 0, 0, 255),
  CFX_ENABLED("cfx_enabled", 1, 0, 1),
  CFX_LOW_EXIT_THRESHOLD("cfx_low_exit_threshold", 6000, 0, 10000),
  CFX_MAX_LEGS_SET("cfx_max_legs_set", 8, 3, 255),
  CFX_MAX_LINKED_SET("cfx_max_linked_set", 10, 0, 255),
  CFX_MAX_OOOQ_BYTES("cfx_max_oooq_bytes", Integer.MAX_VALUE, 0, Integer.MAX_VALUE),
  CFX_MAX_PREBUILT_SET("cfx_max_prebuilt_set", 3, 0, 255),
  CFX_MAX_UNLINKED_LEG_RETRY("cfx_max_unlinked_leg_retry", 3, 0, 255),
  CFX_NUM_LEGS_SET("cfx_num_legs_set", 2, 0, 255),
  CFX_SEND_PCT("cfx_send_pct", 100, 0, 255),
  // Build time-outs.
  CBTCLOSEQUANTILE("cbtclosequantile", 99, 10, 99),
  CBTDISABLED("cbtdisabled", 0, 0, 1),
  CBTINITIALTIMEOUT("cbtinitialtimeout", 60000, 10, Integer.MAX_VALUE),
  CBTLEARNTIMEOUT("cbtlearntimeout", 180, 10, 60000),
  CBTMAXOPENCIRCS("cbtmaxopencircs", 10, 0, 14),
  CBTMAXTIMEOUTS("cbtmaxtimeouts", 18, 3, 10000),
  CBTMINCIRCS("cbtmincircs", 100, 1, 10000),
  CBTMINTIMEOUT("cbtmintimeout", 10, 10, Integer.MAX_VALUE),
  CBTNUMMODES("cbtnummodes", 10, 1, 20),
  CBTQUANTILE("cbtquantile", 80, 10, 99),
  CBTRECENTCOUNT("cbtrecentcount", 20, 3, 1000),
  CBTTESTFREQ("cbttestfreq", 10, 1, Integer.MAX_VALUE),
  // Guards, paths and path bias.
  BWWEIGHTSCALE("bwweightscale", 10000, 1, Integer.MAX_VALUE),
  GUARD_CONFIRMED_MIN_LIFETIME_DAYS("guard-confirmed-min-lifetime-days", 60, 1, 3650),
  GUARD_EXTREME_RESTRICTION_PERCENT("guard-extreme-restriction-percent", 1, 1, 100),
  GUARD_HS_L2_LIFETIME_MAX("guard-hs-l2-lifetime-max", 1036800, 1, Integer.MAX_VALUE),
  GUARD_HS_L2_LIFETIME_MIN("guard-hs-l2-lifetime-min", 86400, 1, Integer.MAX_VALUE),
  GUARD_HS_L2_NUMBER("guard-hs-l2-number", 4, 1, 19),
  GUARD_INTERNET_LIKELY_DOWN_INTERVAL(
      "guard-internet-likely-down-interval", 600, 1, Integer.MAX_VALUE),
  GUARD_LIFETIME_DAYS("guard-lifetime-days", 120, 1, 3650),
  GUARD_MAX_SAMPLE_SIZE("guard-max-sample-size", 60, 1, Integer.MAX_VALUE),
  GUARD_MAX_SAMPLE_THRESHOLD_PERCENT("guard-max-sample-threshold-percent", 20, 1, 100),
  GUARD_MEANINGFUL_RESTRICTION_PERCENT(
      "guard-meaningful-restriction-percent", 20, 1, Integer.MAX_VALUE),
  GUARD_MIN_FILTERED_SAMPLE_SIZE("guard-min-filtered-sample-size", 20, 1, Integer.MAX_VALUE),
  GUARD_N_PRIMARY_DIR_GUARDS_TO_USE("guard-n-primary-dir-guards-to-use", 3, 1, Integer.MAX_VALUE),
  GUARD_N_PRIMARY_GUARDS("guard-n-primary-guards", 3, 1, Integer.MAX_VALUE),
  GUARD_N_PRIMARY_GUARDS_TO_USE("guard-n-primary-guards-to-use", 1, 1, Integer.MAX_VALUE),
  GUARD_NONPRIMARY_GUARD_CONNECT_TIMEOUT(
      "guard-nonprimary-guard-connect-timeout", 15, 1, Integer.MAX_VALUE),
  GUARD_NONPRIMARY_GUARD_IDLE_TIMEOUT(
      "guard-nonprimary-guard-idle-timeout", 600, 1, Integer.MAX_VALUE),
  GUARD_REMOVE_UNLISTED_GUARDS_AFTER_DAYS("guard-remove-unlisted-guards-after-days", 20, 1, 3650),
  MIN_PATHS_FOR_CIRCS_PCT("min_paths_for_circs_pct", 60, 25, 95),
  PB_DROPGUARDS("pb_dropguards", 0, 0, 1),
  PB_EXTREMEPCT("pb_extremepct", 30, 0, 100),
  PB_EXTREMEUSEPCT("pb_extremeusepct", 60, 0, 100),
  PB_MINCIRCS("pb_mincircs", 150, 5, Integer.MAX_VALUE),
  PB_MINUSE("pb_minuse", 20, 3, Integer.MAX_VALUE),
  PB_NOTICEPCT("pb_noticepct", 70, 0, 100),
  PB_NOTICEUSEPCT("pb_noticeusepct", 80, 0, 100),
  PB_SCALECIRCS("pb_scalecircs", 300, 10, Integer.MAX_VALUE),
  PB_SCALEFACTOR("pb_scalefactor", 2, 2, Integer.MAX_VALUE),
  PB_SCALEUSE("pb_scaleuse", 100, 10, Integer.MAX_VALUE),
  PB_WARNPCT("pb_warnpct", 50, 0, 100),
  PUBLISH_FAMILY_LIST("publish-family-list", 1, 0, 1),
  USE_FAMILY_IDS("use-family-ids", 1, 0, 1),
  USE_FAMILY_LISTS("use-family-lists", 1, 0, 1),
  USE_GUARD_FRACTION("UseGuardFraction", 0, 0, 1),
  VANGUARDS_LITE_ENABLED("vanguards-lite-enabled", 1, 0, 1),
  PB_MULTFACTOR("pb_multfactor", 1, 1, PB_SCALEFACTOR),
  // Padding.
  CIRCPAD_GLOBAL_ALLOWED_CELLS("circpad_global_allowed_cells", 0, 0, 65534),
  CIRCPAD_GLOBAL_MAX_PADDING_PCT("circpad_global_max_padding_pct", 0, 0, 100),
  CIRCPAD_MAX_CIRC_QUEUED_CELLS("circpad_max_circ_queued_cells", 1000, 0, 50000),
  CIRCPAD_PADDING_DISABLED("circpad_padding_disabled", 0, 0, 1),
  CIRCPAD_PADDING_REDUCED("circpad_padding_reduced", 0, 0, 1),
  NF_CONNTIMEOUT_CLIENTS("nf_conntimeout_clients", 1800, 60, 86400),
  NF_CONNTIMEOUT_RELAYS("nf_conntimeout_relays", 3600, 60, 604800),
  NF_ITO_LOW("nf_ito_low", 1500, 0, 60000),
  NF_ITO_LOW_REDUCED("nf_ito_low_reduced", 9000, 0, 60000),
  NF_PAD_BEFORE_USAGE("nf_pad_before_usage", 1, 0, 1),
  NF_PAD_RELAYS("nf_pad_relays", 0, 0, 1),
  NF_PAD_SINGLE_ONION("nf_pad_single_onion", 1, 0, 1),
  NF_ITO_HIGH("nf_ito_high", 9500, NF_ITO_LOW, 60000),
  NF_ITO_HIGH_REDUCED("nf_ito_high_reduced", 14000, NF_ITO_LOW_REDUCED, 60000),
  // Onion keys and handshakes.
  MAX_PENDING_TASKS_PER_CPU("max_pending_tasks_per_cpu", 64, 1, Integer.MAX_VALUE),
  MAX_ONION_QUEUE_DELAY("MaxOnionQueueDelay", 1750, 1, Integer.MAX_VALUE),
  ONION_KEY_ROTATION_DAYS("onion-key-rotation-days", 28, 1, 90),
  ONION_QUEUE_WAIT_CUTOFF("onion_queue_wait_cutoff", 5, 1, Integer.MAX_VALUE),
  OVERLOAD_ONIONSKIN_NTOR_PERIOD_SECS(
      "overload_onionskin_ntor_period_secs", 21600, 0, Integer.MAX_VALUE),
  OVERLOAD_ONIONSKIN_NTOR_SCALE_PERCENT("overload_onionskin_ntor_scale_percent", 1000, 0, 100000),
  PUBLISH_DUMMY_TAP_KEY("publish-dummy-tap-key", 1, 0, 1),
  ONION_KEY_GRACE_PERIOD_DAYS("onion-key-grace-period-days", 7, 1, ONION_KEY_ROTATION_DAYS),
  // Exits, relays and their links.
  ASSUME_REACHABLE("assume-reachable", 0, 0, 1),
  ASSUME_REACHABLE_IPV6("assume-reachable-ipv6", 0, 0, 1),
  EXIT_DNS_NUM_ATTEMPTS("exit_dns_num_attempts", 2, 0, 255),
  EXIT_DNS_TIMEOUT("exit_dns_timeout", 1000, 1, 120000),
  PERCONNBWBURST("perconnbwburst", 1073741824, 1, Integer.MAX_VALUE),
  PERCONNBWRATE("perconnbwrate", 1073741824, 1, Integer.MAX_VALUE),
  REFUSEUNKNOWNEXITS("refuseunknownexits", 1, 0, 1),
  // Onion services.
  HIDDEN_SERVICE_ENABLE_INTRO_DOS_BURST_PER_SEC(
      "HiddenServiceEnableIntroDoSBurstPerSec", 200, 0, Integer.MAX_VALUE),
  HIDDEN_SERVICE_ENABLE_INTRO_DOS_DEFENSE("HiddenServiceEnableIntroDoSDefense", 0, 0, 1),
  HIDDEN_SERVICE_ENABLE_INTRO_DOS_RATE_PER_SEC(
      "HiddenServiceEnableIntroDoSRatePerSec", 25, 0, Integer.MAX_VALUE),
  HS_INTRO_MAX_INTRODUCE2("hs_intro_max_introduce2", 32768, 0, Integer.MAX_VALUE),
  HS_INTRO_MAX_LIFETIME("hs_intro_max_lifetime", 86400, 0, Integer.MAX_VALUE),
  HS_INTRO_MIN_INTRODUCE2("hs_intro_min_introduce2", 16384, 0, Integer.MAX_VALUE),
  HS_INTRO_MIN_LIFETIME("hs_intro_min_lifetime", 64800, 0, Integer.MAX_VALUE),
  HS_INTRO_NUM_EXTRA("hs_intro_num_extra", 2, 0, 128),
  HS_SERVICE_MAX_RDV_FAILURES("hs_service_max_rdv_failures", 2, 1, 10),
  HSDIR_INTERVAL("hsdir_interval", 1440, 5, 14400),
  HSDIR_N_REPLICAS("hsdir_n_replicas", 2, 1, 16),
  HSDIR_SPREAD_FETCH("hsdir_spread_fetch", 3, 1, 128),
  HSDIR_SPREAD_STORE("hsdir_spread_store", 4, 1, 128),
  HSV3_MAX_DESCRIPTOR_SIZE("HSV3MaxDescriptorSize", 50000, 1, Integer.MAX_VALUE),
  // Defence against floods.
  DOS_BEGIN_DIR_BURST("DoSBeginDirBurst", 60, 1, Integer.MAX_VALUE),
  DOS_BEGIN_DIR_DEFENSE_TYPE("DoSBeginDirDefenseType", 3, 1, 3),
  DOS_BEGIN_DIR_LIMIT_ENABLED("DoSBeginDirLimitEnabled", 0, 0, 1),
  DOS_BEGIN_DIR_RATE("DoSBeginDirRate", 10, 1, Integer.MAX_VALUE),
  DOS_BEGIN_DIR_RATE_ENABLED("DoSBeginDirRateEnabled", 1, 0, 1),
  DOS_CIRCUIT_CREATION_BURST("DoSCircuitCreationBurst", 90, 1, Integer.MAX_VALUE),
  DOS_CIRCUIT_CREATION_DEFENSE_TIME_PERIOD(
      "DoSCircuitCreationDefenseTimePeriod", 3600, 0, Integer.MAX_VALUE),
  DOS_CIRCUIT_CREATION_DEFENSE_TYPE("DoSCircuitCreationDefenseType", 2, 1, 2),
  DOS_CIRCUIT_CREATION_ENABLED("DoSCircuitCreationEnabled", 0, 0, 1),
  DOS_CIRCUIT_CREATION_MIN_CONNECTIONS("DoSCircuitCreationMinConnections", 3, 1, Integer.MAX_VALUE),
  DOS_CIRCUIT_CREATION_RATE("DoSCircuitCreationRate", 3, 1, Integer.MAX_VALUE),
  DOS_CONNECTION_CONNECT_BURST("DoSConnectionConnectBurst", 40, 1, Integer.MAX_VALUE),
  DOS_CONNECTION_CONNECT_DEFENSE_TIME_PERIOD(
      "DoSConnectionConnectDefenseTimePeriod", 86400, 10, Integer.MAX_VALUE),
  DOS_CONNECTION_CONNECT_RATE("DoSConnectionConnectRate", 20, 1, Integer.MAX_VALUE),
  DOS_CONNECTION_DEFENSE_TYPE("DoSConnectionDefenseType", 2, 1, 2),
  DOS_CONNECTION_ENABLED("DoSConnectionEnabled", 0, 0, 1),
  DOS_CONNECTION_MAX_CONCURRENT_COUNT("DoSConnectionMaxConcurrentCount", 100, 1, Integer.MAX_VALUE),
  DOS_REFUSE_SINGLE_HOP_CLIENT_RENDEZVOUS("DoSRefuseSingleHopClientRendezvous", 0, 0, 1),
  DOS_STREAM_CREATION_BURST("DoSStreamCreationBurst", 300, 1, Integer.MAX_VALUE),
  DOS_STREAM_CREATION_DEFENSE_TYPE("DoSStreamCreationDefenseType", 2, 1, 3),
  DOS_STREAM_CREATION_ENABLED("DoSStreamCreationEnabled", 0, 0, 1),
  DOS_STREAM_CREATION_RATE("DoSStreamCreationRate", 100, 1, Integer.MAX_VALUE),
  // Directories and flags.
  FAST_FLAG_MIN_THRESHOLD("FastFlagMinThreshold", 4, 4, Integer.MAX_VALUE),
  MAX_CONSENSUS_AGE_TO_CACHE_FOR_DIFF("max-consensus-age-to-cache-for-diff", 8192, 0, 8192),
  TRY_DIFF_FOR_CONSENSUS_NEWER_THAN("try-diff-for-consensus-newer-than", 72, 0, 8192),
  FAST_FLAG_MAX_THRESHOLD(
      "FastFlagMaxThreshold", Integer.MAX_VALUE, FAST_FLAG_MIN_THRESHOLD, Integer.MAX_VALUE);

  private final String word;
  private final int fallback;
  private final int least;
  private final int most;
  private final @Nullable NetworkParameter fallbackOf;
  private final @Nullable NetworkParameter leastOf;
  private final @Nullable NetworkParameter mostOf;

  NetworkParameter(String word, int fallback, int least, int most) {
    this(word, fallback, null, least, null, most, null);
  }

  NetworkParameter(String word, NetworkParameter fallback, int least, int most) {
    this(word, 0, fallback, least, null, most, null);
  }

  NetworkParameter(String word, int fallback, NetworkParameter least, int most) {
    this(word, fallback, null, 0, least, most, null);
  }

  NetworkParameter(String word, int fallback, int least, NetworkParameter most) {
    this(word, fallback, null, least, null, 0, most);
  }

  NetworkParameter(
      String word,
      int fallback,
      @Nullable NetworkParameter fallbackOf,
      int least,
      @Nullable NetworkParameter leastOf,
      int most,
      @Nullable NetworkParameter mostOf) {
    this.word = word;
    this.fallback = fallback;
    this.fallbackOf = fallbackOf;
    this.least = least;
    this.leastOf = leastOf;
    this.most = most;
    this.mostOf = mostOf;
  }

  /** Its name in votes and consensuses. */
  public String word() {
    return word;
  }

  /** The value where the network names none. */
  int fallback(Parameters parameters) {
    return fallbackOf == null ? fallback : parameters.get(fallbackOf);
  }

  int least(Parameters parameters) {
    return leastOf == null ? least : parameters.get(leastOf);
  }

  int most(Parameters parameters) {
    return mostOf == null ? most : parameters.get(mostOf);
  }
}
