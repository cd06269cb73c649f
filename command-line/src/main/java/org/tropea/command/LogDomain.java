package org.tropea.command;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a log line is about, by C tor's names. Here a package is about one thing; of some domains
 * nothing is ever said.
 */
enum LogDomain {
  GENERAL,
  CRYPTO,
  NET,
  CONFIG,
  FS,
  PROTOCOL,
  MM,
  HTTP,
  APP,
  CONTROL,
  CIRC,
  REND,
  BUG,
  DIR,
  DIRSERV,
  OR,
  EDGE,
  ACCT,
  HIST,
  HANDSHAKE,
  HEARTBEAT,
  CHANNEL,
  SCHED,
  GUARD,
  CONSDIFF,
  DOS,
  PROCESS,
  PT,
  BTRACK,
  MESG;

  /** All of them. */
  static final Set<LogDomain> ALL = Collections.unmodifiableSet(EnumSet.allOf(LogDomain.class));

  /** By the beginnings of names of loggers; the first that fits counts. */
  private static final Map<String, LogDomain> BY_PACKAGE = byPackage();

  private static Map<String, LogDomain> byPackage() {
    Map<String, LogDomain> domains = new LinkedHashMap<>();
    domains.put("command.Summary", HEARTBEAT);
    domains.put("command.DataDirectory", FS);
    domains.put("command.Reload", CONFIG);
    domains.put("command", GENERAL);
    domains.put("control", CONTROL);
    domains.put("crypto", CRYPTO);
    domains.put("proxy", APP);
    domains.put("embedded", APP);
    domains.put("onionservice", REND);
    domains.put("client.guard", GUARD);
    domains.put("client", CIRC);
    domains.put("directory.serve.ConsensusDiffs", CONSDIFF);
    domains.put("directory.serve", DIRSERV);
    domains.put("directory.store", FS);
    domains.put("directory", DIR);
    domains.put("authority", DIRSERV);
    domains.put("relay.accounting", ACCT);
    domains.put("relay.defence", DOS);
    domains.put("relay.exit", EDGE);
    domains.put("relay.history", HIST);
    domains.put("relay.rendezvous", REND);
    domains.put("relay.circuit", CIRC);
    domains.put("relay.cache", DIR);
    domains.put("relay", OR);
    domains.put("protocol.memory", MM);
    domains.put("protocol.stream", EDGE);
    domains.put("protocol.channel.LinkHandshake", HANDSHAKE);
    domains.put("protocol.channel", CHANNEL);
    domains.put("protocol.circuit", CIRC);
    domains.put("protocol.conflux", CIRC);
    domains.put("protocol", PROTOCOL);
    domains.put("metrics", NET);
    return Collections.unmodifiableMap(domains);
  }

  /** Of the logger of that name. */
  static LogDomain of(String logger) {
    String ours = "org.tropea.";
    if (logger.startsWith(ours)) {
      String name = logger.substring(ours.length());
      for (Map.Entry<String, LogDomain> each : BY_PACKAGE.entrySet()) {
        if (name.startsWith(each.getKey())) {
          return each.getValue();
        }
      }
    }
    return GENERAL;
  }

  /** The domain of that name, in any case. */
  static Optional<LogDomain> named(String name) {
    for (LogDomain domain : values()) {
      if (domain.name().equals(name.toUpperCase(Locale.ROOT))) {
        return Optional.of(domain);
      }
    }
    return Optional.empty();
  }
}
