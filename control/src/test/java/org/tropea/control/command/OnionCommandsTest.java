package org.tropea.control.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.netty.util.concurrent.ImmediateEventExecutor;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.control.authentication.Admission;
import org.tropea.control.authentication.Gate;
import org.tropea.control.event.EventBus;
import org.tropea.control.node.OnionServices;
import org.tropea.control.protocol.Command;

/** Row Q09. */
class OnionCommandsTest {
  private final OnionServices services = mock(OnionServices.class);
  private final OnionCommands commands = new OnionCommands(services);
  private final Admission admission = new Admission(null, List.of(), new SecureRandom());
  private final CommandTable table =
      new CommandTable(new SessionCommands(admission, "0.4.9.15"), commands);
  private final Session session = session();

  private Session session() {
    EventBus.Receiver receiver = mock(EventBus.Receiver.class);
    return new Session(
        new Gate(admission), new EventBus(ImmediateEventExecutor.INSTANCE), receiver);
  }

  @BeforeEach
  void begin() {
    when(services.newKey()).thenAnswer(call -> new byte[64]);
    when(services.isPort(any())).thenAnswer(call -> call.getArgument(0).equals("80"));
    when(services.isClient(any())).thenAnswer(call -> call.getArgument(0).equals("bob"));
    when(services.isAddress(any())).thenReturn(true);
    when(services.host(any(), any())).thenReturn(Optional.of("address"));
    ask(session, "AUTHENTICATE", "");
  }

  private String ask(Session by, String name, String line) {
    byte[] reply = table.answer(by, new Command(name, line, null)).join().bytes();
    return new String(reply, StandardCharsets.ISO_8859_1).strip();
  }

  @Test
  void newService_isToldItsKey_andEndsWithItsController() {
    assertThat(ask(session, "ADD_ONION", "NEW:BEST Port=80"))
        .isEqualTo(
            "250-ServiceID=address\r\n250-PrivateKey=ED25519-V3:"
                + "A".repeat(86)
                + "==\r\n250 OK");
    assertThat(commands.current(session)).isEqualTo("address");
    assertThat(commands.current(session())).isEmpty();
    session.gone();
    verify(services).end("address");
    assertThat(commands.current(session)).isEmpty();
  }

  @Test
  void detachedService_outlivesItsController_andAnyEndsIt() {
    assertThat(ask(session, "ADD_ONION", "NEW:BEST Flags=Detach,DiscardPK Port=80"))
        .isEqualTo("250-ServiceID=address\r\n250 OK");
    session.gone();
    assertThat(commands.detached()).isEqualTo("address");
    Session other = session();
    ask(other, "AUTHENTICATE", "");
    assertThat(ask(other, "DEL_ONION", "address")).isEqualTo("250 OK");
    verify(services).end("address");
    assertThat(ask(other, "DEL_ONION", "address")).isEqualTo("552 Unknown Onion Service id");
  }

  @Test
  void serviceForClients_needsTheFlag_andSaysThemAgain() {
    assertThat(ask(session, "ADD_ONION", "NEW:BEST Port=80 ClientAuthV3=bob"))
        .isEqualTo("512 No auth type specified");
    assertThat(ask(session, "ADD_ONION", "NEW:BEST Port=80 Flags=V3Auth"))
        .isEqualTo("512 No auth clients specified");
    assertThat(ask(session, "ADD_ONION", "NEW:BEST Port=80 Flags=V3Auth ClientAuthV3=bob"))
        .contains("\r\n250-ClientAuthV3=bob\r\n");
  }

  @Test
  void whatCannotBeMeant_isRefused_inWordsOfCTor() {
    assertThat(ask(session, "ADD_ONION", "NEW:BEST")).isEqualTo("512 Missing 'Port' argument");
    assertThat(ask(session, "ADD_ONION", "NEW:RSA1024 Port=80")).isEqualTo("513 Invalid key type");
    assertThat(ask(session, "ADD_ONION", "ED25519-V3:AAAA Port=80"))
        .isEqualTo("512 Failed to decode ED25519-V3 key");
    assertThat(ask(session, "ADD_ONION", "NEW:BEST Port=80 MaxStreams=70000"))
        .isEqualTo("512 Invalid MaxStreams");
    assertThat(ask(session, "ADD_ONION", "NEW:BEST Port=80 Flags=NonAnonymous"))
        .isEqualTo("512 Tor is in anonymous hidden service mode");
    when(services.host(any(), any())).thenReturn(Optional.empty());
    assertThat(ask(session, "ADD_ONION", "NEW:BEST Port=80"))
        .isEqualTo("550 Onion address collision");
    assertThat(commands.current(session)).isEmpty();
  }

  @Test
  void key_isWiped_whateverComesOfIt() {
    List<byte[]> keys = new ArrayList<>();
    when(services.newKey())
        .thenAnswer(
            call -> {
              byte[] key = new byte[64];
              Arrays.fill(key, (byte) 7);
              keys.add(key);
              return key;
            });
    ask(session, "ADD_ONION", "NEW:BEST Port=80");
    when(services.host(any(), any())).thenReturn(Optional.empty());
    ask(session, "ADD_ONION", "NEW:BEST Port=80");
    when(services.host(any(), any())).thenThrow(new IllegalArgumentException());
    assertThat(ask(session, "ADD_ONION", "NEW:BEST Port=80"))
        .isEqualTo("551 Failed to generate onion address");
    assertThat(keys).hasSize(3).allSatisfy(key -> assertThat(key).containsOnly(0));
  }
}
