package org.tropea.directory.network;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Protocols;

/**
 * One version of a subprotocol (tor-spec 9), what of this code speaks it, and how that is known.
 *
 * <p>{@link #TABLE} is the one place that says what we speak: a relay's {@code proto} line and
 * {@link ProtocolWatch} are made of it.
 *
 * @param speaker the class that does most of it; null where nothing does yet
 * @param test the test class that shows it; null where the speaker is
 */
public record Subprotocol(
    String name, int version, @Nullable String speaker, @Nullable String test) {

  /**
   * What we speak, and what C tor's networks demand of relays that we lack and that costs nobody
   * but us: such a relay is left out where it is missing.
   */
  public static final List<Subprotocol> TABLE =
      List.of(
          spoken("Conflux", 1, "ExitSet", "ConfluxTest"),
          spoken("Cons", 1, "ConsensusReader", "UnverifiedConsensusTest"),
          spoken("Cons", 2, "ConsensusReader", "UnverifiedConsensusTest"),
          spoken("Desc", 1, "RouterDescriptorReader", "RouterDescriptorTest"),
          spoken("Desc", 2, "UnverifiedRouterDescriptor", "RouterDescriptorTest"),
          spoken("Desc", 3, "RouterDescriptorReader", "RouterDescriptorTest"),
          spoken("Desc", 4, "RouterDescriptor", "VoteBuilderTest"),
          spoken("DirCache", 2, "DocumentRoutes", "DirectoryHeadTest"),
          spoken("FlowCtrl", 1, "CircuitFlow", "CircuitFlowTest"),
          spoken("FlowCtrl", 2, "CircuitFlow", "TodaysCircuitsTest"),
          lacking("HSDir", 2),
          lacking("HSIntro", 4),
          lacking("HSIntro", 5),
          lacking("HSRend", 2),
          spoken("Link", 4, "LinkHandshake", "InitiatorHandshakeTest"),
          spoken("Link", 5, "LinkHandshake", "InitiatorHandshakeTest"),
          spoken("LinkAuth", 3, "LinkAuthentication", "RelayRolesTest"),
          spoken("Microdesc", 1, "Microdescriptor", "MicrodescriptorTest"),
          spoken("Microdesc", 2, "Microdescriptor", "MicrodescriptorTest"),
          spoken("Microdesc", 3, "Microdescriptor", "MicrodescriptorTest"),
          spoken("Relay", 2, "NtorRelay", "RelayRolesTest"),
          spoken("Relay", 3, "Extending", "Ipv6Test"),
          spoken("Relay", 4, "NtorV3Relay", "TodaysCircuitsTest"),
          spoken("Relay", 5, "HopRequest", "TodaysCircuitsTest"),
          spoken("Relay", 6, "CgoRelayLayer", "TodaysCircuitsTest"));

  /** All that we speak. */
  public static final Protocols SPOKEN = protocols(each -> each.speaker() != null);

  /** What we are known to lack. */
  static final Protocols LACKING = protocols(each -> each.speaker() == null);

  private static Subprotocol spoken(String name, int version, String speaker, String test) {
    return new Subprotocol(name, version, speaker, test);
  }

  private static Subprotocol lacking(String name, int version) {
    return new Subprotocol(name, version, null, null);
  }

  private static Protocols protocols(Predicate<Subprotocol> which) {
    try {
      return Protocols.read(
          TABLE.stream()
              .filter(which)
              .map(each -> each.name() + "=" + each.version())
              .collect(Collectors.joining(" ")));
    } catch (DecodeException e) {
      throw new IllegalStateException("malformed protocols in our own code", e);
    }
  }
}
