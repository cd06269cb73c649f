package org.tropea.relay.exit;

import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One name and one kind of record, asked of the servers in their order, twice at most each, until
 * one of them knows; aliases are followed. Confined to its loop.
 */
final class NameLookup {
  private static final int ROUNDS = 2;

  /** As many as an alias may have aliases, and as are asked for one name in a round. */
  private static final int MAX_QUERIES = 16;

  /** What may be asked for; an alias of other characters is nobody's host. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,253}");

  private final NameServerQuery.Sender sender;
  private final List<InetSocketAddress> servers;
  private final DnsRecordType type;
  private final Promise<List<NameAnswer.Entry>> found;
  private int tries;
  private int aliases;

  private NameLookup(
      NameServerQuery.Sender sender, List<InetSocketAddress> servers, DnsRecordType type) {
    this.sender = sender;
    this.servers = servers;
    this.type = type;
    this.found = sender.loop().newPromise();
  }

  /** Records of this type; fails with an {@link UnknownHostException} where there are none. */
  static Future<List<NameAnswer.Entry>> of(
      NameServerQuery.Sender sender,
      List<InetSocketAddress> servers,
      String name,
      DnsRecordType type) {
    NameLookup lookup = new NameLookup(sender, servers, type);
    lookup.ask(NameAnswer.folded(name));
    return lookup.found;
  }

  private void ask(String name) {
    if (!NAME.matcher(name).matches()) {
      fail(NameResult.FORMAT, "a name that no host has");
      return;
    }
    Future<NameAnswer> asked;
    try {
      asked = NameServerQuery.ask(sender, servers.get(tries % servers.size()), name, type);
    } catch (RuntimeException | Error e) {
      found.setFailure(e);
      return;
    }
    asked.addListener(
        (Future<NameAnswer> done) -> {
          if (!done.isSuccess() || !isVerdict(done.getNow().code())) {
            tries++;
            if (tries < ROUNDS * servers.size()) {
              ask(name);
            } else {
              fail(NameResult.SERVER_FAILED, "no name server has an answer");
            }
          } else {
            take(name, done.getNow());
          }
        });
  }

  /** Whether the server knows; if not, another one may. */
  private static boolean isVerdict(DnsResponseCode code) {
    return code.equals(DnsResponseCode.NOERROR) || code.equals(DnsResponseCode.NXDOMAIN);
  }

  private void take(String asked, NameAnswer answer) {
    String name = asked;
    for (int i = 0; i <= MAX_QUERIES; i++) {
      String owner = name;
      List<NameAnswer.Entry> records =
          answer.entries().stream()
              .filter(each -> each.owner().equals(owner) && each.type().equals(type))
              .toList();
      if (!records.isEmpty()) {
        found.setSuccess(records);
        return;
      }
      String alias =
          answer.entries().stream()
              .filter(each -> each.owner().equals(owner))
              .filter(each -> each.type().equals(DnsRecordType.CNAME) && each.name() != null)
              .map(each -> NameAnswer.folded(String.valueOf(each.name())))
              .findFirst()
              .orElse(owner);
      if (alias.equals(owner)) {
        break;
      }
      name = alias;
    }
    aliases++;
    if (name.equals(asked) || aliases > MAX_QUERIES) {
      fail(NameResult.NO_DATA, "no such record");
    } else if (answer.code().equals(DnsResponseCode.NXDOMAIN)) {
      fail(NameResult.NOT_EXIST, "no such name");
    } else {
      ask(name);
    }
  }

  private void fail(NameResult result, String why) {
    found.setFailure(new NameFailure(result, why));
  }
}
