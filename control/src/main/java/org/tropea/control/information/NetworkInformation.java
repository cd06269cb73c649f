package org.tropea.control.information;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.tropea.control.protocol.CommandException;
import org.tropea.control.status.RelayNames;
import org.tropea.control.status.RelayText;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.directory.text.IsoTime;

/** What can be asked of the network as a client knows it. It knows no server descriptors. */
public final class NetworkInformation {
  private static final int IDENTITY_DIGITS = 40;

  private final Supplier<Optional<NetworkView>> network;
  private final RelayNames relays;

  private NetworkInformation(Supplier<Optional<NetworkView>> network) {
    this.network = network;
    this.relays = new RelayNames(network);
  }

  /** Adds the keys; {@code network} is empty until anything is known. */
  public static void addTo(Information information, Supplier<Optional<NetworkView>> network) {
    NetworkInformation asked = new NetworkInformation(network);
    asked.addServerDescriptors(information);
    asked.addMicrodescriptors(information);
    asked.addConsensus(information);
  }

  private void addServerDescriptors(Information information) {
    information
        .prefix("desc/id/", "Router descriptors by ID.", Source.of(key -> noneHere("id")))
        .prefix("desc/name/", "Router descriptors by nickname.", Source.of(key -> noneHere("name")))
        .key("desc/all-recent", "All non-expired, non-superseded router descriptors.", () -> "")
        .key("desc/download-enabled", "Do we try to download router descriptors?", () -> "0")
        .key("desc/all-recent-extrainfo-hack", null, () -> "")
        .prefix(
            "desc-annotations/id/",
            "Router annotations by hexdigest.",
            Source.of(key -> Optional.empty()))
        .prefix(
            "extra-info/digest/",
            "Extra-info documents by digest.",
            Source.of(key -> Optional.empty()))
        .prefix(
            "dir/server/",
            "Router descriptors as retrieved from a DirPort.",
            Source.of(NetworkInformation::unavailable))
        .prefix(
            "dir/status/",
            "v2 networkstatus docs as retrieved from a DirPort.",
            Source.of(k -> Optional.of("")));
  }

  private static Optional<String> unavailable(String key) throws CommandException {
    boolean known = key.matches("dir/server/(all|authority|d/.*|fp/.*)");
    throw new CommandException(551, known ? "Servers unavailable" : "Key not recognized");
  }

  private static Optional<String> noneHere(String by) throws CommandException {
    throw new CommandException(
        552,
        "We fetch microdescriptors, not router descriptors. You'll need to use md/"
            + by
            + "/* instead of desc/"
            + by
            + "/*.");
  }

  private void addMicrodescriptors(Information information) {
    information
        .key("md/all", "All known microdescriptors.", this::microdescriptors)
        .prefix(
            "md/id/",
            "Microdescriptors by ID",
            Source.of(
                key ->
                    relays
                        .findByFingerprint(key.substring("md/id/".length()))
                        .flatMap(this::microdescriptor)))
        .prefix(
            "md/name/",
            "Microdescriptors by name",
            Source.of(
                key ->
                    relays.find(key.substring("md/name/".length())).flatMap(this::microdescriptor)))
        .key("md/download-enabled", "Do we try to download microdescriptors?", () -> "1");
  }

  private String microdescriptors() {
    return network
        .get()
        .map(
            view ->
                view.relays().stream().map(NetworkInformation::text).collect(Collectors.joining()))
        .orElse("");
  }

  private Optional<String> microdescriptor(RelayEntry entry) {
    return network
        .get()
        .flatMap(view -> view.relay(entry.identity()))
        .map(NetworkInformation::text);
  }

  private static String text(Relay relay) {
    return new String(relay.microdescriptor().text().toByteArray(), StandardCharsets.ISO_8859_1);
  }

  private void addConsensus(Information information) {
    information
        .key("sr/current", "Get current shared random value.", () -> random(true))
        .key("sr/previous", "Get previous shared random value.", () -> random(false))
        .key(
            "ns/all",
            "Brief summary of router status (v2 directory format)",
            () ->
                network
                    .get()
                    .map(
                        view ->
                            view.consensus().relays().stream()
                                .map(RelayText::of)
                                .collect(Collectors.joining()))
                    .orElse(""))
        .prefix(
            "ns/id/",
            "Brief summary of router status by ID (v2 directory format).",
            Source.of(key -> status(key, this::statusById)))
        .prefix(
            "ns/name/",
            "Brief summary of router status by nickname (v2 directory format).",
            Source.of(key -> status(key, relays::find)))
        .prefix(
            "ns/purpose/",
            "Brief summary of router status by purpose (v2 directory format).",
            Source.of(key -> Optional.of("")))
        .prefix("consensus/", "Information about and from the ns consensus.", Source.of(this::time))
        .key(
            "dir/status-vote/current/consensus",
            "v3 Networkstatus consensus as retrieved from a DirPort.",
            Source.of(key -> noConsensus()))
        .key(
            "dir/status-vote/current/consensus-microdesc",
            "v3 Microdescriptor consensus as retrieved from a DirPort.",
            Source.of(this::consensus));
  }

  private String random(boolean current) {
    return network
        .get()
        .map(view -> view.consensus().randomness())
        .map(values -> current ? values.current() : values.previous())
        .map(value -> Base64.getEncoder().encodeToString(value.value().toByteArray()))
        .orElse("");
  }

  /** What finds a relay of the consensus. */
  private interface Search {
    Optional<RelayEntry> find(String name) throws CommandException;
  }

  private Optional<String> status(String key, Search search) throws CommandException {
    if (network.get().isEmpty()) {
      return Optional.of("");
    }
    return search.find(key.substring(key.indexOf('/', 3) + 1)).map(RelayText::of);
  }

  private Optional<RelayEntry> statusById(String name) throws CommandException {
    String digits = name.startsWith("$") ? name.substring(1) : name;
    if (!digits.matches("[0-9A-Fa-f]{" + IDENTITY_DIGITS + "}")) {
      throw new CommandException(551, "Data not decodeable as hex");
    }
    return relays.findByFingerprint(digits);
  }

  private Optional<String> time(String key) throws CommandException {
    if (network.get().isEmpty()) {
      return Optional.of("");
    }
    return switch (key) {
      case "consensus/valid-after" -> time(Lifetime::validAfter);
      case "consensus/fresh-until" -> time(Lifetime::freshUntil);
      case "consensus/valid-until" -> time(Lifetime::validUntil);
      case "consensus/packages" -> Optional.of("");
      default -> Optional.empty();
    };
  }

  private Optional<String> time(Function<Lifetime, Instant> which) {
    return network.get().map(view -> IsoTime.write(which.apply(view.consensus().lifetime())));
  }

  private Optional<String> consensus(String key) throws CommandException {
    Optional<NetworkView> view = network.get();
    return view.isEmpty()
        ? noConsensus()
        : view.map(
            known ->
                new String(known.consensus().text().toByteArray(), StandardCharsets.ISO_8859_1));
  }

  private static Optional<String> noConsensus() throws CommandException {
    throw new CommandException(
        551, "Could not open cached consensus. Make sure FetchUselessDescriptors is set to 1.");
  }
}
