package org.tropea.onionservice.descriptor;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.directory.document.OnionServiceDescriptor;
import org.tropea.directory.document.Protocols;
import org.tropea.directory.text.Grammar;
import org.tropea.directory.text.IsoTime;
import org.tropea.directory.text.Item;
import org.tropea.directory.text.ItemReader;
import org.tropea.directory.text.ItemWriter;
import org.tropea.directory.text.Keyword;
import org.tropea.directory.text.Section;
import org.tropea.onionservice.address.BlindedIdentity;

/**
 * What an onion service says of itself: the second inner layer of its descriptor (rend-spec
 * 2.5.2.2). Immutable.
 *
 * @param revision of two descriptors the one with the higher is newer; unsigned
 * @param isSingle whether the service does not hide itself
 * @param sendmeIncrement cells that a SENDME answers under congestion control, 1 to 255; 0 where
 *     the service does not speak it
 * @param proofOfWork what a client is to prove; null where nothing
 * @param points at most 20, and maybe none; those that cannot be read are left out
 */
public record ServiceDescription(
    long revision,
    boolean isSingle,
    int sendmeIncrement,
    @Nullable ProofOfWork proofOfWork,
    List<IntroductionPoint> points) {
  private static final int MAX_POINTS = 20;
  private static final String FIRST = "create2-formats";
  private static final String AUTH_REQUIRED = "intro-auth-required";
  private static final String SINGLE = "single-onion-service";
  private static final String FLOW_CONTROL = "flow-control";
  private static final String POW = "pow-params";
  private static final String NTOR = "2";
  private static final String FLOW_VERSIONS = "1-2";
  private static final int SEED_LENGTH = 32;
  private static final Grammar GRAMMAR =
      Grammar.startingWith(
          Keyword.once(FIRST, 1),
          Keyword.atMostOnce(AUTH_REQUIRED, 1),
          Keyword.atMostOnce(SINGLE, 0),
          Keyword.atMostOnce(FLOW_CONTROL, 2),
          Keyword.any(POW, 1));

  /** Keeps its own copy. */
  public ServiceDescription {
    points = List.copyOf(points);
  }

  /**
   * The puzzle of version 1 (proposal 327).
   *
   * @param seed 32 bytes
   * @param effort that the service suggests, 0 to 2^32 - 1
   * @param expires when the seed is no longer taken
   */
  public record ProofOfWork(Bytes seed, long effort, Instant expires) {}

  /**
   * Opens both inner layers of a descriptor.
   *
   * @param service whose it is said to be
   * @param key of this client, where the service has authorized it; null where it has not
   * @throws UnauthorizedException when only authorized clients can read it, or others than this one
   * @throws DecodeException when it is not what the service can have made
   */
  public static ServiceDescription open(
      OnionServiceDescriptor outer,
      BlindedIdentity service,
      Curve25519 curve,
      @Nullable X25519PrivateKey key,
      Instant now)
      throws DecodeException, UnauthorizedException {
    if (!outer.blindedKey().equals(service.key())) {
      throw new DecodeException("a descriptor of another service");
    }
    FirstLayer first =
        FirstLayer.read(
            LayerCipher.first(service, outer.revision())
                .open(outer.superencrypted().toByteArray()));
    byte[] text = second(first, service, outer.revision(), curve, key);
    Ed25519Identity signer = outer.signingCertificate().key().ed25519();
    return read(text, outer.revision(), new Check(curve, signer, now));
  }

  private static byte[] second(
      FirstLayer first,
      BlindedIdentity service,
      long revision,
      Curve25519 curve,
      @Nullable X25519PrivateKey key)
      throws UnauthorizedException {
    Optional<byte[]> cookie = key == null ? Optional.empty() : first.cookie(curve, key, service);
    try {
      return LayerCipher.second(cookie.orElse(new byte[0]), service, revision)
          .open(first.encrypted().toByteArray());
    } catch (DecodeException e) {
      throw new UnauthorizedException(key != null);
    }
  }

  /** What introduction points are measured by. */
  record Check(Curve25519 curve, Ed25519Identity signer, Instant now) {}

  static ServiceDescription read(byte[] text, long revision, Check check) throws DecodeException {
    ItemReader reader = new ItemReader(text);
    Section section = GRAMMAR.read(reader.take(Set.of(IntroductionPoint.FIRST)));
    if (!section.get(FIRST).words().contains(NTOR)) {
      throw section.get(FIRST).bad("has no ntor");
    }
    Item required = section.find(AUTH_REQUIRED);
    if (required != null && !required.words().contains("ed25519")) {
      throw required.bad("demands what nobody has");
    }
    List<IntroductionPoint> points = new ArrayList<>();
    int there = 0;
    while (reader.isNext(IntroductionPoint.FIRST)) {
      if (++there > MAX_POINTS) {
        throw new DecodeException("a service has more than 20 introduction points");
      }
      try {
        points.add(
            IntroductionPoint.read(
                reader.take(Set.of(IntroductionPoint.FIRST)),
                check.curve(),
                check.signer(),
                check.now()));
      } catch (DecodeException e) {
        // One of a later version, maybe: the others will do, as in C tor.
      }
    }
    return new ServiceDescription(
        revision,
        section.find(SINGLE) != null,
        sendmeIncrement(section.find(FLOW_CONTROL)),
        proofOfWork(section.all(POW)),
        points);
  }

  /**
   * Writes it, with certificates by {@code signer} until {@code expires}.
   *
   * @param signer the key that signs the descriptor
   */
  byte[] write(Ed25519SigningKey signer, Instant expires) {
    ItemWriter writer = new ItemWriter().line(FIRST, NTOR);
    if (isSingle) {
      writer.line(SINGLE);
    }
    if (sendmeIncrement != 0) {
      writer.line(FLOW_CONTROL, FLOW_VERSIONS, sendmeIncrement);
    }
    ProofOfWork puzzle = proofOfWork;
    if (puzzle != null) {
      writer.line(
          POW,
          "v1",
          TextKeys.write(puzzle.seed()),
          puzzle.effort(),
          IsoTime.write(puzzle.expires()).replace(' ', 'T'));
    }
    for (IntroductionPoint point : points) {
      try {
        point.write(writer, signer, expires);
      } catch (DecodeException e) {
        throw new IllegalArgumentException("an introduction point has an impossible key", e);
      }
    }
    return writer.toByteArray();
  }

  private static int sendmeIncrement(@Nullable Item item) throws DecodeException {
    if (item == null) {
      return 0;
    }
    int increment = (int) item.number(1, 1, 255);
    return Protocols.read("FlowCtrl=" + item.argument(0)).supports("FlowCtrl", 2) ? increment : 0;
  }

  private static @Nullable ProofOfWork proofOfWork(List<Item> items) throws DecodeException {
    ProofOfWork found = null;
    for (Item item : items) {
      if (item.argument(0).equals("v1")) {
        if (found != null) {
          throw item.bad("stands twice for one version");
        }
        String[] expires = item.argument(3).split("T", 2);
        if (expires.length != 2) {
          throw item.bad("has no valid time");
        }
        found =
            new ProofOfWork(
                TextKeys.bytes(item, 1, SEED_LENGTH),
                item.number(2, 0, 0xffffffffL),
                IsoTime.read(expires[0], expires[1]));
      }
    }
    return found;
  }

  /** Tells nothing of the service. */
  @Override
  public String toString() {
    return "ServiceDescription[" + points.size() + " introduction points]";
  }
}
