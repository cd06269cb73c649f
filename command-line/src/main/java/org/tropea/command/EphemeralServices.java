package org.tropea.command;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.tropea.configuration.OptionException;
import org.tropea.control.event.EventBus;
import org.tropea.control.event.EventKind;
import org.tropea.control.node.OnionServices;
import org.tropea.control.protocol.Reply;
import org.tropea.control.status.RelayNames;
import org.tropea.crypto.bytes.Base32;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.directory.network.Relay;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.onionservice.effort.EffortQueue;
import org.tropea.onionservice.host.HostSettings;
import org.tropea.onionservice.host.HostSettings.Introductions;
import org.tropea.onionservice.host.HostSettings.StreamRules;
import org.tropea.onionservice.host.OnionService;
import org.tropea.onionservice.host.ServiceListener;
import org.tropea.onionservice.host.VirtualPort;

/** The onion services that controllers ask for: nothing of them is on disk. Thread-safe. */
final class EphemeralServices implements OnionServices {
  private final HostedServices hosted;
  private final EventBus events;
  private final RelayNames names;
  private final SecureRandom random;
  private final boolean single;
  private final Map<String, OnionService> running = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param single whether they do not hide themselves
   */
  EphemeralServices(
      HostedServices hosted,
      EventBus events,
      RelayNames names,
      SecureRandom random,
      boolean single) {
    this.hosted = hosted;
    this.events = events;
    this.names = names;
    this.random = random;
    this.single = single;
  }

  @Override
  public byte[] newKey() {
    Ed25519SigningKey key = Ed25519SigningKey.generate(random);
    try {
      return key.copyExpanded();
    } finally {
      key.destroy();
    }
  }

  @Override
  public boolean isSingle() {
    return single;
  }

  @Override
  public boolean isPort(String written) {
    return port(written).isPresent();
  }

  private static Optional<VirtualPort> port(String written) {
    try {
      return Optional.of(HostedService.port(written.replaceFirst(",", " ")));
    } catch (OptionException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean isClient(String written) {
    return client(written).isPresent();
  }

  private static Optional<X25519PublicKey> client(String written) {
    try {
      byte[] key = Base32.decode(written);
      boolean isKey =
          key.length == X25519PublicKey.LENGTH && !Arrays.equals(key, new byte[key.length]);
      return isKey ? Optional.of(X25519PublicKey.of(key)) : Optional.empty();
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean isAddress(String written) {
    try {
      OnionAddress.read(written);
      return true;
    } catch (DecodeException e) {
      return false;
    }
  }

  @Override
  public Optional<String> host(byte[] key, Wish wish) {
    List<VirtualPort> ports = new ArrayList<>();
    wish.ports().forEach(each -> port(each).ifPresent(ports::add));
    List<X25519PublicKey> clients = new ArrayList<>();
    wish.clients().forEach(each -> client(each).ifPresent(clients::add));
    Ed25519SigningKey identity = Ed25519SigningKey.fromExpanded(key);
    try {
      OnionAddress address = new OnionAddress(identity.identity());
      String name = address.write();
      if (running.containsKey(name)) {
        return Optional.empty();
      }
      Optional<OnionService> started =
          hosted.host(identity, settings(wish, clients), ports, new Report(name));
      started.ifPresent(service -> running.put(name, service));
      return started.map(service -> name);
    } finally {
      identity.destroy();
    }
  }

  private HostSettings settings(Wish wish, List<X25519PublicKey> clients) {
    return new HostSettings(
        new Introductions(
            Introductions.USUAL.points(),
            Optional.empty(),
            wish.proofs().map(proofs -> new EffortQueue.Terms(proofs.rate(), proofs.burst()))),
        clients,
        new StreamRules(wish.mostStreams(), wish.closesExcess(), false),
        List.of(),
        single,
        true,
        false);
  }

  @Override
  public void end(String address) {
    OnionService service = running.remove(address);
    if (service != null) {
      service.close();
    }
  }

  /** Tells controllers of a service's descriptors. */
  private final class Report implements ServiceListener {
    private final String address;

    /** Its newest descriptor is known by it. */
    private String blinded = "";

    Report(String address) {
      this.address = address;
    }

    private void tell(String action, String rest) {
      events.publish(
          EventKind.HS_DESC,
          () -> Reply.event("HS_DESC " + action + " " + address + " UNKNOWN " + rest));
    }

    private static String text(Ed25519Identity key) {
      return Base64.getEncoder().withoutPadding().encodeToString(key.value().toByteArray());
    }

    @Override
    public void described(Ed25519Identity key) {
      blinded = text(key);
      tell("CREATED", "UNKNOWN " + blinded);
    }

    @Override
    public void uploading(Relay directory) {
      tell("UPLOAD", names.of(directory.identity()) + " " + blinded);
    }

    @Override
    public void uploaded(Relay directory, boolean taken) {
      tell(
          taken ? "UPLOADED" : "FAILED",
          names.of(directory.identity()) + (taken ? "" : " REASON=UPLOAD_REJECTED"));
    }
  }
}
