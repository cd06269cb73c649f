package org.tropea.command;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionValue;
import org.tropea.configuration.TorrcLine;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.ExitPolicy;

/** Which addresses may use a port of this node: rules as those of an exit, without ports. */
final class AddressPolicy {
  private AddressPolicy() {}

  /**
   * Reads rules; ports in them have no effect.
   *
   * @param rest the rule for whom no other rule names
   */
  static Predicate<InetAddress> read(List<TorrcLine> lines, String rest) throws OptionException {
    List<String> rules = new ArrayList<>();
    for (TorrcLine line : lines) {
      for (String rule : OptionValue.commaList(line.value())) {
        rules.add(withoutPort(rule));
      }
      try {
        ExitPolicy.read(rules);
      } catch (DecodeException e) {
        throw line.refused(line.key() + ": " + e.getMessage());
      }
    }
    rules.add(rest);
    try {
      ExitPolicy policy = ExitPolicy.read(rules);
      // Of a rule with ports that mean nothing, any will do.
      return address -> policy.allows(address, 1);
    } catch (DecodeException e) {
      throw new IllegalStateException("rules that were read cannot be read", e);
    }
  }

  /** A rule for all ports. */
  private static String withoutPort(String rule) {
    String[] words = rule.toLowerCase(Locale.ROOT).split("\\s+", 2);
    if (words.length < 2) {
      return rule;
    }
    String pattern = bracketed(words[1]);
    String verdict = words[0];
    int end = pattern.startsWith("[") ? pattern.indexOf(']') : 0;
    int colon = pattern.indexOf(':', Math.max(end, 0));
    return verdict + " " + (colon < 0 ? pattern : pattern.substring(0, colon)) + ":*";
  }

  /** C tor takes a network of IPv6 without brackets, where no port stands. */
  private static String bracketed(String pattern) {
    boolean bare = !pattern.startsWith("[") && pattern.indexOf(':') != pattern.lastIndexOf(':');
    return bare ? "[" + pattern.replaceFirst("/|$", "]$0") : pattern;
  }
}
