package org.tropea.control.command;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.control.authentication.Admission;
import org.tropea.control.authentication.Cookie;
import org.tropea.control.event.EventKind;
import org.tropea.control.protocol.Argument;
import org.tropea.control.protocol.Arguments;
import org.tropea.control.protocol.ByteText;
import org.tropea.control.protocol.CommandException;
import org.tropea.control.protocol.QuotedText;
import org.tropea.control.protocol.Reply;
import org.tropea.control.protocol.Reply.Line;
import org.tropea.control.protocol.Syntax;
import org.tropea.control.protocol.Syntax.Form;

/** What concerns the connection itself: to be let in, to listen, to own, to leave. */
public final class SessionCommands implements CommandTable.Family {
  private static final Logger log = LoggerFactory.getLogger(SessionCommands.class);
  private static final Set<String> FEATURES = Set.of("VERBOSE_NAMES", "EXTENDED_EVENTS");

  private final Admission admission;
  private final String version;

  /**
   * Commands of a node.
   *
   * @param version the version of C tor that it speaks like
   */
  public SessionCommands(Admission admission, String version) {
    this.admission = admission;
    this.version = version;
  }

  @Override
  public void addTo(CommandTable table) {
    Syntax secret = Syntax.keyed(0, 0, Form.VALUE_ALONE, Form.QUOTED_PLAINLY);
    Syntax challenge = Syntax.keyed(1, 1, Form.VALUE_ALONE, Form.QUOTED_PLAINLY);
    table.add("PROTOCOLINFO", Syntax.anyWords(0), Handler.of(this::protocolInfo));
    table.add("AUTHENTICATE", secret, Handler.of(SessionCommands::authenticate));
    table.add("AUTHCHALLENGE", challenge, Handler.of(SessionCommands::challenge));
    table.add("SETEVENTS", Syntax.anyWords(0), Handler.of(SessionCommands::events));
    table.add("USEFEATURE", Syntax.anyWords(0), Handler.of(SessionCommands::feature));
    table.add("TAKEOWNERSHIP", Syntax.anyWords(0), Handler.of((s, a) -> own(s, true)));
    table.add("DROPOWNERSHIP", Syntax.anyWords(0), Handler.of((s, a) -> own(s, false)));
    table.add("QUIT", Syntax.anyWords(0), Handler.of(SessionCommands::quit));
  }

  private Reply protocolInfo(Session session, Arguments arguments) {
    for (String word : arguments.words()) {
      if (!word.matches("[+-]?\\d{1,18}") || word.startsWith("-")) {
        if (!session.isOpen()) {
          session.end();
        }
        return Reply.of(513, "No such version " + QuotedText.of(word));
      }
    }
    Cookie cookie = admission.cookie();
    String file =
        cookie == null ? "" : " COOKIEFILE=" + QuotedText.of(ByteText.of(cookie.file().toString()));
    return Reply.done(
        List.of(
            new Line(250, "PROTOCOLINFO 1", null),
            new Line(250, "AUTH METHODS=" + admission.methods() + file, null),
            new Line(250, "VERSION Tor=" + QuotedText.of(version), null)));
  }

  private static Reply challenge(Session session, Arguments arguments) {
    Reply reply = challenged(session, arguments);
    if (!reply.isDone()) {
      session.end();
    }
    return reply;
  }

  private static Reply challenged(Session session, Arguments arguments) {
    List<Argument> keyed = arguments.keyed();
    if (!arguments.words().get(0).equalsIgnoreCase("SAFECOOKIE")) {
      return Reply.of(513, "AUTHCHALLENGE only supports SAFECOOKIE authentication");
    }
    if (!session.gate().hasCookie()) {
      return Reply.of(515, "Cookie authentication is disabled");
    }
    if (keyed.size() != 1) {
      return Reply.of(512, "Wrong number of arguments for AUTHCHALLENGE");
    }
    if (!keyed.get(0).key().isEmpty()) {
      return Reply.of(512, "AUTHCHALLENGE does not accept keyword arguments.");
    }
    Optional<byte[]> nonce = secret(arguments, keyed.get(0).value());
    return nonce
        .map(bytes -> Reply.of(250, "AUTHCHALLENGE " + session.gate().challenge(bytes)))
        .orElseGet(() -> Reply.of(513, "Invalid base16 client nonce"));
  }

  /** What is in quotes as it stands; else what its hex digits say. */
  private static Optional<byte[]> secret(Arguments arguments, String value) {
    if (isQuoted(arguments)) {
      return Optional.of(value.getBytes(StandardCharsets.ISO_8859_1));
    }
    try {
      return Optional.of(HexFormat.of().parseHex(value));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isQuoted(Arguments arguments) {
    return arguments.line().indexOf('"') >= 0;
  }

  private static Reply authenticate(Session session, Arguments arguments) {
    Reply reply = authenticated(session, arguments);
    if (!reply.isDone()) {
      session.end();
    }
    return reply;
  }

  private static Reply authenticated(Session session, Arguments arguments) {
    List<Argument> keyed = arguments.keyed();
    if (keyed.size() > 1) {
      return Reply.of(512, "Too many arguments to AUTHENTICATE.");
    }
    if (!keyed.isEmpty() && !keyed.get(0).key().isEmpty()) {
      return Reply.of(512, "AUTHENTICATE does not accept keyword arguments.");
    }
    Optional<byte[]> secret =
        keyed.isEmpty() ? Optional.of(new byte[0]) : secret(arguments, keyed.get(0).value());
    if (secret.isEmpty()) {
      return Reply.of(
          551,
          "Invalid hexadecimal encoding.  Maybe you tried a plain text password?  If so, the"
              + " standard requires that you put it in double quotes.");
    }
    Optional<String> refusal = session.gate().open(secret.get(), isQuoted(arguments));
    if (refusal.isEmpty()) {
      return Reply.OK;
    }
    log.warn("A controller could not prove that it may control this node; closing its connection");
    return Reply.of(515, "Authentication failed: " + refusal.get());
  }

  private static Reply events(Session session, Arguments arguments) throws CommandException {
    Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
    for (String word : arguments.words()) {
      if (!word.equalsIgnoreCase("EXTENDED") && !word.equalsIgnoreCase("AUTHDIR_NEWDESCS")) {
        kinds.add(
            EventKind.named(word)
                .orElseThrow(
                    () -> new CommandException(552, "Unrecognized event \"" + word + "\"")));
      }
    }
    session.listen(kinds);
    return Reply.OK;
  }

  private static Reply feature(Session session, Arguments arguments) throws CommandException {
    for (String word : arguments.words()) {
      if (FEATURES.stream().noneMatch(word::equalsIgnoreCase)) {
        throw new CommandException(552, "Unrecognized feature \"" + word + "\"");
      }
    }
    return Reply.OK;
  }

  private static Reply own(Session session, boolean owns) {
    session.own(owns);
    log.debug("A controller has {} this node", owns ? "taken" : "dropped");
    return Reply.OK;
  }

  private static Reply quit(Session session, Arguments arguments) {
    session.end();
    return Reply.of(250, "closing connection");
  }
}
