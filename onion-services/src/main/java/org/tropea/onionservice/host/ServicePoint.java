package org.tropea.onionservice.host;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import javax.security.auth.Destroyable;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;
import org.tropea.directory.network.Relay;
import org.tropea.onionservice.descriptor.IntroductionPoint;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.OriginCircuit;

/**
 * An introduction point of a service of this node: its keys there, and how long it is one (row
 * O07). Confined to the client's loop.
 */
final class ServicePoint implements Destroyable {
  /**
   * How many introductions are remembered, whoever made them up: then the point has had its day.
   */
  private static final int MOST_SEEN = 65_536;

  private static final int MOST_RETRIES = 3;

  private final Relay relay;
  private final Ed25519SigningKey authentication;
  private final X25519KeyPair encryption;
  private final ReplayCache seen = new ReplayCache(MOST_SEEN, Duration.ofDays(30));
  private final long mostIntroductions;
  private final Instant expires;
  private long introductions;
  private int launches;
  private Instant launched = Instant.MIN;
  private State state = State.WITHOUT_CIRCUIT;
  private @Nullable OriginCircuit circuit;

  /** How far its circuit is. */
  enum State {
    WITHOUT_CIRCUIT,
    BUILDING,
    /** The relay was asked to be an introduction point. */
    ASKED,
    ESTABLISHED
  }

  ServicePoint(
      Relay relay, Parameters network, Curve25519 curve, SecureRandom random, Instant now) {
    this.relay = relay;
    this.authentication = Ed25519SigningKey.generate(random);
    this.encryption = X25519KeyPair.generate(curve, random);
    this.mostIntroductions =
        between(
            network.get(NetworkParameter.HS_INTRO_MIN_INTRODUCE2),
            network.get(NetworkParameter.HS_INTRO_MAX_INTRODUCE2),
            random);
    this.expires =
        now.plusSeconds(
            between(
                network.get(NetworkParameter.HS_INTRO_MIN_LIFETIME),
                network.get(NetworkParameter.HS_INTRO_MAX_LIFETIME),
                random));
  }

  private static long between(int least, int most, SecureRandom random) {
    return least >= most ? least : random.nextLong(least, most);
  }

  Relay relay() {
    return relay;
  }

  Ed25519SigningKey authentication() {
    return authentication;
  }

  ReceivedIntroduction.Keys keys() {
    return new ReceivedIntroduction.Keys(authentication.identity(), encryption);
  }

  Ed25519Identity name() {
    return authentication.identity();
  }

  State state() {
    return state;
  }

  ReplayCache seen() {
    return seen;
  }

  /** What its descriptor says of it. */
  IntroductionPoint described() {
    return new IntroductionPoint(
        relay.target(),
        relay.microdescriptor().ntorOnionKey(),
        authentication.identity(),
        encryption.publicKey());
  }

  /** An introduction came by it that a client has made. */
  void introduced() {
    introductions++;
  }

  /** Whether it has been one for long enough. */
  boolean isExpired(Instant now) {
    return introductions >= mostIntroductions || !now.isBefore(expires) || seen.isFull();
  }

  /** Whether no circuit to it lasts. */
  boolean isExhausted() {
    return state == State.WITHOUT_CIRCUIT && launches > MOST_RETRIES;
  }

  /** How many circuits to it were begun. */
  int launches() {
    return launches;
  }

  /** A circuit to it is being built. */
  void launched(Instant now) {
    launches++;
    launched = now;
    state = State.BUILDING;
  }

  /** When that was. */
  Instant launched() {
    return launched;
  }

  /** The circuit is there, and the relay was asked. */
  void asked(OriginCircuit built) {
    circuit = built;
    state = State.ASKED;
  }

  void established() {
    state = State.ESTABLISHED;
  }

  /** There is no circuit to it any more. */
  void lost() {
    circuit = null;
    state = State.WITHOUT_CIRCUIT;
  }

  /** Whether this is its circuit. */
  boolean isBy(OriginCircuit other) {
    return other.equals(circuit);
  }

  /** Ends its circuit, and wipes its keys. */
  @Override
  public void destroy() {
    OriginCircuit last = circuit;
    lost();
    if (last != null) {
      last.destroy(DestroyReason.FINISHED);
    }
    authentication.destroy();
    encryption.privateKey().destroy();
  }
}
