package org.tropea.proxy.address;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tropea.client.HostKind;
import org.tropea.crypto.bytes.Base32;

/**
 * What programs name, and what is asked for instead (row S11): by the user's rules first, then by
 * the virtual addresses that were handed out.
 *
 * <p>At most 16,384 virtual addresses of a family are remembered; the one that was not used for
 * longest makes room. So a small network is never full. Confined to one loop.
 */
public final class AddressMap {
  /** A quarter of the smallest network that is allowed. */
  static final int MAX_VIRTUAL = 1 << 14;

  private static final String VIRTUAL = ".virtual";

  /** C tor's, of a name under it. */
  private static final int NAME_BYTES = 10;

  private static final int MAX_REWRITES = 16;
  private static final int MAX_RULES = 1 << 16;

  private final Settings settings;
  private final SecureRandom random;
  private final Map<String, AddressRule> rules = new HashMap<>();
  private final Virtual ipv4 = new Virtual();
  private final Virtual ipv6 = new Virtual();

  /**
   * What the map is made of.
   *
   * @param rules a later one takes the place of an earlier one
   * @param automapSuffixes ends of names, with their dot, that get an address of a virtual network
   *     when they are looked up; {@code .} stands for all; empty for none
   */
  public record Settings(
      List<AddressRule> rules,
      List<String> automapSuffixes,
      VirtualNetwork ipv4,
      VirtualNetwork ipv6) {
    /** C tor's defaults: no rules, and nothing that gets an address. */
    public static final Settings USUAL =
        new Settings(
            List.of(),
            List.of(),
            new VirtualNetwork(addressOf("127.192.0.0"), 10),
            new VirtualNetwork(addressOf("fe80::"), 10));

    /** Keeps its own copies. */
    public Settings {
      rules = List.copyOf(rules);
      automapSuffixes = List.copyOf(automapSuffixes);
    }
  }

  /** Names and their virtual addresses, of one family, in the order of their last use. */
  private static final class Virtual {
    private final Map<String, String> byName = new HashMap<>();
    private final LinkedHashMap<String, String> byAddress = new LinkedHashMap<>(16, 0.75f, true);

    @Nullable String addressOf(String name) {
      String address = byName.get(name);
      if (address != null) {
        byAddress.get(address);
      }
      return address;
    }

    void put(String name, String address) {
      if (byAddress.size() >= MAX_VIRTUAL) {
        Map.Entry<String, String> oldest = byAddress.entrySet().iterator().next();
        byName.remove(oldest.getValue());
        byAddress.remove(oldest.getKey());
      }
      byName.put(name, address);
      byAddress.put(address, name);
    }
  }

  /** A map without virtual addresses yet. */
  public AddressMap(Settings settings, SecureRandom random) {
    this.settings = settings;
    this.random = random;
    for (AddressRule rule : settings.rules()) {
      rules.remove(rule.from());
      if (!rule.isIdle()) {
        rules.put(rule.from(), rule);
      }
    }
  }

  /**
   * From now on goes by this rule too; one that changes nothing takes an earlier one away.
   *
   * @return false where there is no room for it
   */
  public boolean add(AddressRule rule) {
    if (rules.size() >= MAX_RULES && !rules.containsKey(rule.from())) {
      return false;
    }
    rules.remove(rule.from());
    if (!rule.isIdle()) {
      rules.put(rule.from(), rule);
    }
    return true;
  }

  /** The rules that count, each as its two words: those of the settings, or those added since. */
  public List<String> mappings(boolean ofSettings) {
    return rules.values().stream()
        .filter(rule -> settings.rules().contains(rule) == ofSettings)
        .map(AddressRule::words)
        .sorted()
        .toList();
  }

  /** What the user's rules make of {@code host}. */
  public String rewritten(String host) {
    String name = canonical(host);
    for (int i = 0; i < MAX_REWRITES; i++) {
      String next = once(name);
      if (next.equals(name)) {
        return name;
      }
      name = next;
    }
    return name;
  }

  private String once(String name) {
    AddressRule exact = rules.get(name);
    if (exact != null) {
      return exact.to();
    }
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      AddressRule rule = rules.get(name.substring(dot + 1));
      if (rule != null && rule.fromAll()) {
        return rule.toAll() ? name.substring(0, dot + 1) + rule.to() : rule.to();
      }
    }
    return name;
  }

  /** Whether {@code host} is one that something is mapped for: it tells no resolver anything. */
  public boolean isMapped(String host) {
    String name = canonical(host);
    return rules.containsKey(name)
        || ipv4.byAddress.containsKey(name)
        || ipv6.byAddress.containsKey(name);
  }

  /** Whether a lookup of {@code name} is answered with a virtual address. */
  public boolean isAutomapped(String name) {
    String folded = name.toLowerCase(Locale.ROOT);
    return settings.automapSuffixes().stream()
        .anyMatch(suffix -> suffix.equals(".") || folded.endsWith(suffix.toLowerCase(Locale.ROOT)));
  }

  /** The virtual address that stands for {@code host}, the same each time while it is used. */
  public InetAddress virtualAddress(String host, boolean ofIpv6) {
    String name = host.toLowerCase(Locale.ROOT);
    Virtual virtual = ofIpv6 ? ipv6 : ipv4;
    String known = virtual.addressOf(name);
    if (known == null) {
      VirtualNetwork network = ofIpv6 ? settings.ipv6() : settings.ipv4();
      do {
        known = NetUtil.toAddressString(network.draw(random));
      } while (virtual.byAddress.containsKey(known) || rules.containsKey(known));
      virtual.put(name, known);
    }
    return addressOf(known);
  }

  /**
   * A name under {@code .virtual} that stands for {@code host}, the same each time (control-spec
   * 3.10); nothing where there is no room for it.
   */
  public Optional<String> virtualName(String host) {
    String target = canonical(host);
    Optional<String> known =
        rules.values().stream()
            .filter(rule -> rule.to().equals(target) && rule.from().endsWith(VIRTUAL))
            .map(AddressRule::from)
            .findFirst();
    if (known.isPresent()) {
      return known;
    }
    byte[] drawn = new byte[NAME_BYTES];
    random.nextBytes(drawn);
    String name = Base32.encode(drawn).toLowerCase(Locale.ROOT) + VIRTUAL;
    return add(AddressRule.of(name, host)) ? Optional.of(name) : Optional.empty();
  }

  /** The name that a virtual address stands for, or null where it stands for none. */
  public @Nullable String nameOf(InetAddress address) {
    return (address instanceof Inet6Address ? ipv6 : ipv4)
        .byAddress.get(NetUtil.toAddressString(address));
  }

  /** Whether {@code address} can be nothing but virtual. */
  public boolean isVirtual(InetAddress address) {
    return settings.ipv4().contains(address) || settings.ipv6().contains(address);
  }

  /** The one form in which hosts are compared. */
  static String canonical(String host) {
    InetAddress address = HostKind.address(host);
    return address == null ? host.toLowerCase(Locale.ROOT) : NetUtil.toAddressString(address);
  }

  private static InetAddress addressOf(String text) {
    InetAddress address = HostKind.address(text);
    if (address == null) {
      throw new IllegalStateException("a virtual address is one");
    }
    return address;
  }
}
