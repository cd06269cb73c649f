package org.tropea.directory.network;

import java.util.List;
import java.util.stream.Collectors;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Protocols;

/**
 * One version of a subprotocol (tor-spec 9), what of this code speaks it, and how that is known.
 *
 * <p>{@link #TABLE} is the one place that says what we speak: a relay's {@code proto} line and
 * {@link ProtocolWatch} are made of it.
 *
 * @param speaker the class that does most of it
 * @param test the test class that shows it
 */
public record Subprotocol(String name, int version, String speaker, String test) {

  /** What we speak. */
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
          spoken("HSDir", 2, "DescriptorCache", "PureNetworkTest"),
          spoken("HSIntro", 4, "CircuitPurpose", "PureNetworkTest"),
          spoken("HSIntro", 5, "IntroductionRules", "OnionServiceCircuitTest"),
          spoken("HSRend", 1, "CircuitPurpose", "PureNetworkTest"),
          spoken("HSRend", 2, "CircuitPurpose", "PureNetworkTest"),
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
  public static final Protocols SPOKEN = protocols();

  private static Subprotocol spoken(String name, int version, String speaker, String test) {
    return new Subprotocol(name, version, speaker, test);
  }

  private static Protocols protocols() {
    try {
      return Protocols.read(
          TABLE.stream()
              .map(each -> each.name() + "=" + each.version())
              .collect(Collectors.joining(" ")));
    } catch (DecodeException e) {
      throw new IllegalStateException("malformed protocols in our own code", e);
    }
  }
}
