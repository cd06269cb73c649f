package org.tropea.control.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tropea.control.node.OnionServices;
import org.tropea.control.protocol.Argument;
import org.tropea.control.protocol.Arguments;
import org.tropea.control.protocol.CommandException;
import org.tropea.control.protocol.QuotedText;
import org.tropea.control.protocol.Reply;
import org.tropea.control.protocol.Reply.Line;
import org.tropea.control.protocol.Syntax;

/**
 * Onion services that live as long as the controller that asked for them, or as the node where they
 * were detached (row Q09). Confined to the control port's loop.
 */
public final class OnionCommands implements CommandTable.Family {
  private static final String KIND = "ED25519-V3";
  private static final int KEY_LENGTH = 64;

  private final OnionServices services;
  private final Map<Session, List<String>> owned = new LinkedHashMap<>();
  private final List<String> detached = new ArrayList<>();

  /** Commands to that node. */
  public OnionCommands(OnionServices services) {
    this.services = services;
  }

  @Override
  public void addTo(CommandTable table) {
    Syntax service =
        Syntax.keyed(1, 1)
            .only(
                "Port",
                "Flags",
                "MaxStreams",
                "ClientAuthV3",
                "PoWDefensesEnabled",
                "PoWQueueRate",
                "PoWQueueBurst");
    table.add("ADD_ONION", service, Handler.of(this::add));
    table.add("DEL_ONION", Syntax.words(1, 1), Handler.of(this::remove));
  }

  /** {@code GETINFO onions/current}. */
  public String current(Session session) {
    return String.join("\r\n", owned.getOrDefault(session, List.of()));
  }

  /** {@code GETINFO onions/detached}. */
  public String detached() {
    return String.join("\r\n", detached);
  }

  private Reply add(Session session, Arguments arguments) throws CommandException {
    OnionWish asked = OnionWish.read(arguments.keyed(), services);
    Key key = key(arguments.words().get(0));
    try {
      String service =
          services
              .host(key.bytes(), asked.wish())
              .orElseThrow(() -> new CommandException(550, "Onion address collision"));
      own(session, service, asked.isDetached());
      return Reply.done(lines(service, asked, key));
    } catch (IllegalArgumentException e) {
      throw new CommandException(551, "Failed to generate onion address");
    } finally {
      Arrays.fill(key.bytes(), (byte) 0);
    }
  }

  private static List<Line> lines(String service, OnionWish asked, Key key) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(250, "ServiceID=" + service, null));
    if (key.isNew() && !asked.keepsKey()) {
      String written = Base64.getEncoder().encodeToString(key.bytes());
      lines.add(new Line(250, "PrivateKey=" + KIND + ":" + written, null));
    }
    asked.wish().clients().forEach(each -> lines.add(new Line(250, "ClientAuthV3=" + each, null)));
    return lines;
  }

  private void own(Session session, String service, boolean isDetached) {
    if (isDetached) {
      detached.add(service);
      return;
    }
    if (!owned.containsKey(session)) {
      owned.put(session, new ArrayList<>());
      session.whenGone(
          () -> {
            List<String> orphans = owned.remove(session);
            if (orphans != null) {
              orphans.forEach(services::end);
            }
          });
    }
    owned.getOrDefault(session, new ArrayList<>()).add(service);
  }

  /** A service's key, and whether it was made for it. */
  private record Key(byte[] bytes, boolean isNew) {}

  private Key key(String written) throws CommandException {
    List<String> parts =
        Arrays.stream(written.split(":", -1)).filter(part -> !part.isEmpty()).toList();
    if (parts.size() != 2) {
      throw new CommandException(512, "Invalid key type/blob");
    }
    String what = parts.get(1);
    if (parts.get(0).equalsIgnoreCase(KIND)) {
      try {
        byte[] bytes = Base64.getDecoder().decode(what);
        if (bytes.length == KEY_LENGTH) {
          return new Key(bytes, false);
        }
      } catch (IllegalArgumentException e) {
        throw undecodable();
      }
      throw undecodable();
    }
    if (!parts.get(0).equalsIgnoreCase("NEW")
        || !(what.equalsIgnoreCase("BEST") || what.equalsIgnoreCase(KIND))) {
      throw new CommandException(513, "Invalid key type");
    }
    return new Key(services.newKey(), true);
  }

  private static CommandException undecodable() {
    return new CommandException(512, "Failed to decode ED25519-V3 key");
  }

  private Reply remove(Session session, Arguments arguments) throws CommandException {
    String service = arguments.words().get(0);
    if (!services.isAddress(service)) {
      throw new CommandException(512, "Malformed Onion Service id");
    }
    if (!owned.getOrDefault(session, new ArrayList<>()).remove(service)
        && !detached.remove(service)) {
      throw new CommandException(552, "Unknown Onion Service id");
    }
    services.end(service);
    return Reply.OK;
  }

  /** What ADD_ONION says behind the key. */
  private record OnionWish(OnionServices.Wish wish, boolean isDetached, boolean keepsKey) {
    static OnionWish read(List<Argument> keyed, OnionServices services) throws CommandException {
      return new Reader(services).read(keyed);
    }
  }

  /** Reads the arguments, in C tor's order. For one use. */
  private static final class Reader {
    private static final int MOST_STREAMS = 65_535;

    private final OnionServices services;
    private final List<String> ports = new ArrayList<>();
    private final List<String> clients = new ArrayList<>();
    private final List<String> flags = new ArrayList<>();
    private int mostStreams;
    private boolean proofs;
    private int rate = 250;
    private int burst = 2_500;

    Reader(OnionServices services) {
      this.services = services;
    }

    OnionWish read(List<Argument> keyed) throws CommandException {
      for (Argument each : keyed) {
        take(each);
      }
      check();
      OnionServices.Wish wish =
          new OnionServices.Wish(
              ports,
              clients,
              mostStreams,
              has("MaxStreamsCloseCircuit"),
              proofs ? Optional.of(new OnionServices.Proofs(rate, burst)) : Optional.empty());
      return new OnionWish(wish, has("Detach"), has("DiscardPK"));
    }

    private void take(Argument each) throws CommandException {
      String value = each.value();
      switch (each.key().toLowerCase(Locale.ROOT)) {
        case "port" -> {
          if (!services.isPort(value)) {
            throw new CommandException(512, "Invalid VIRTPORT/TARGET");
          }
          ports.add(value);
        }
        case "maxstreams" -> mostStreams = number(each, MOST_STREAMS);
        case "powdefensesenabled" -> proofs = number(each, 1) == 1;
        case "powqueuerate" -> rate = number(each, Integer.MAX_VALUE);
        case "powqueueburst" -> burst = number(each, Integer.MAX_VALUE);
        case "flags" -> addFlags(value);
        default -> {
          if (!services.isClient(value)) {
            throw new CommandException(512, "Cannot decode v3 client auth key");
          }
          clients.add(value);
        }
      }
    }

    private static int number(Argument each, int most) throws CommandException {
      long value = each.value().matches("\\d{1,10}") ? Long.parseLong(each.value()) : -1;
      // C tor counts to 2^32 - 1, which is no other limit to anybody.
      boolean isHuge = most == Integer.MAX_VALUE && value > most && value <= 0xffff_ffffL;
      if (value < 0 || (value > most && !isHuge)) {
        throw new CommandException(512, "Invalid " + each.key());
      }
      return (int) Math.min(value, most);
    }

    private void addFlags(String value) throws CommandException {
      List<String> all =
          Arrays.stream(value.split(",", -1)).filter(flag -> !flag.isEmpty()).toList();
      if (all.isEmpty()) {
        throw new CommandException(512, "Invalid 'Flags' argument");
      }
      List<String> known =
          List.of("DiscardPK", "Detach", "MaxStreamsCloseCircuit", "V3Auth", "NonAnonymous");
      for (String flag : all) {
        if (known.stream().noneMatch(flag::equalsIgnoreCase)) {
          throw new CommandException(512, "Invalid 'Flags' argument: " + QuotedText.of(flag));
        }
      }
      flags.addAll(all);
    }

    private boolean has(String flag) {
      return flags.stream().anyMatch(flag::equalsIgnoreCase);
    }

    private void check() throws CommandException {
      if (ports.isEmpty()) {
        throw new CommandException(512, "Missing 'Port' argument");
      }
      if (!has("V3Auth") && !clients.isEmpty()) {
        throw new CommandException(512, "No auth type specified");
      }
      if (has("V3Auth") && clients.isEmpty()) {
        throw new CommandException(512, "No auth clients specified");
      }
      if (has("NonAnonymous") != services.isSingle()) {
        throw new CommandException(
            512,
            "Tor is in " + (has("NonAnonymous") ? "" : "non-") + "anonymous hidden service mode");
      }
    }
  }
}
