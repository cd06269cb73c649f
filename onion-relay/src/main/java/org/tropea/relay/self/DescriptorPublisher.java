package org.tropea.relay.self;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.DescriptorKeys;
import org.tropea.directory.document.ExtraInfo;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RelayDescriptionBuilder;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.fetch.DocumentWork;
import org.tropea.directory.fetch.RetryDelay;
import org.tropea.directory.fetch.UploadResponse;
import org.tropea.directory.network.Authority;
import org.tropea.relay.keys.RelayKeys;

/**
 * Tells the authorities about this relay: a descriptor and extra-info to each, again after 18
 * hours, or when something changed, or when they seem to have lost it (row R03). Confined to the
 * loop of its port; signing is done by the {@code documents} executor.
 */
public final class DescriptorPublisher {
  private static final Logger log = LoggerFactory.getLogger(DescriptorPublisher.class);
  private static final String PATH = "/tor/";
  private static final long LOOK_SECONDS = 60;

  private final Source source;
  private final List<Authority> authorities;
  private final boolean isAuthority;
  private final DirectoryPort port;
  private final EventLoop loop;
  private final DocumentWork work;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Consumer<SelfDescription> listener;
  private final DescriptorWatch watch;
  private final Instant started;
  private @Nullable SelfDescription published;
  private @Nullable RelayKeys usedKeys;
  private @Nullable RelayDescription described;
  private int generation;
  private final Set<Authority> told = new HashSet<>();
  private final Promise<Void> toldAll;
  private final Map<Authority, Retry> waiting = new HashMap<>();
  private @Nullable Future<?> nextLook;
  private boolean begun;
  private boolean signing;

  /** Something changed since what is being signed was described. */
  private boolean outdated;

  private boolean closed;

  /** An upload that failed and is to be tried again. */
  private record Retry(Future<?> timer, Runnable upload) {}

  /** What there is to say, asked on the loop each time. */
  public interface Source {
    /** The relay as it is now; published, uptime and extra-info are filled in by the publisher. */
    RelayDescriptionBuilder describe();

    /** The keys to sign with. */
    RelayKeys keys();

    /** Whether the network wants the RSA onion key still to be published (row C17). */
    boolean withTapKey();

    /** The lines of what is published of what it did, in their order. */
    List<String> statistics();

    /** A source of these. */
    static Source of(
        Supplier<RelayDescriptionBuilder> describe,
        Supplier<RelayKeys> keys,
        BooleanSupplier withTapKey,
        Supplier<List<String>> statistics) {
      return new Source() {
        @Override
        public List<String> statistics() {
          return statistics.get();
        }

        @Override
        public RelayDescriptionBuilder describe() {
          return describe.get();
        }

        @Override
        public RelayKeys keys() {
          return keys.get();
        }

        @Override
        public boolean withTapKey() {
          return withTapKey.getAsBoolean();
        }
      };
    }
  }

  /**
   * Whom to tell, and how.
   *
   * @param isAuthority whether it is an authority's relay, which turns to others as authorities do
   * @param watch told that they were told
   */
  public record Settings(
      List<Authority> authorities,
      boolean isAuthority,
      DirectoryPort port,
      Executor documents,
      DescriptorWatch watch) {
    /** Keeps its own copy. */
    public Settings {
      authorities = List.copyOf(authorities);
    }
  }

  /** A publisher that has said nothing yet; {@code listener} hears what it says, on the loop. */
  public DescriptorPublisher(
      Source source,
      Settings settings,
      InstantSource clock,
      SecureRandom random,
      Consumer<SelfDescription> listener) {
    this.source = source;
    this.authorities = settings.authorities();
    this.isAuthority = settings.isAuthority();
    this.port = settings.port();
    this.loop = port.loop();
    this.work = new DocumentWork(loop, settings.documents(), this::notSigned);
    this.clock = clock;
    this.random = random;
    this.listener = listener;
    this.watch = settings.watch();
    this.started = clock.instant();
    this.toldAll = loop.newPromise();
    if (authorities.isEmpty()) {
      toldAll.setSuccess(null);
    }
  }

  /** Publishes, and looks every minute whether it is time to do so again. Any thread. */
  public void start() {
    work.onLoop(
        () -> {
          begun = true;
          look();
        });
  }

  /**
   * Done when every authority has taken a descriptor of this relay; cancelled when it is closed
   * before. Any thread.
   */
  public Future<Void> toldAll() {
    return toldAll;
  }

  /** Ends it. Any thread. */
  public void close() {
    work.onLoop(
        () -> {
          closed = true;
          if (nextLook != null) {
            nextLook.cancel(false);
          }
          forgetRetries();
          toldAll.cancel(false);
        });
  }

  /**
   * Looks now: something about the relay changed. Before the {@linkplain #start start} nothing is
   * said of that either. Any thread.
   */
  public void changed() {
    work.onLoop(this::publishIfDue);
  }

  /**
   * Publishes again if the authorities have not got what was published, and tries at once what
   * waits to be tried again: the network works. On the loop.
   */
  public void onConsensus(Consensus consensus) {
    for (Retry each : List.copyOf(waiting.values())) {
      if (each.timer().cancel(false)) {
        each.upload().run();
      }
    }
    SelfDescription last = published;
    if (last != null
        && PublishingRules.isMissed(
            consensus,
            last.descriptor().identity(),
            last.descriptor().digest(),
            last.descriptor().description().published(),
            clock.instant())) {
      log.info("The consensus does not list our descriptor; publishing a new one");
      sign();
    }
  }

  private void look() {
    if (closed) {
      return;
    }
    // Before anything that may fail: there is always a next look.
    nextLook = loop.schedule(this::look, LOOK_SECONDS, TimeUnit.SECONDS);
    publishIfDue();
  }

  private void publishIfDue() {
    SelfDescription last = published;
    RelayDescription said = described;
    Instant now = clock.instant();
    if (closed || !begun) {
      return;
    }
    if (signing) {
      outdated = true;
      return;
    }
    if (last == null
        || said == null
        || !now.isBefore(PublishingRules.forced(said.published()))
        || keysHaveChanged(source.keys())
        || PublishingRules.hasChanged(said, describe(now).build(), started)) {
      sign();
    }
  }

  /** Whether they say something else in public than those published. */
  private boolean keysHaveChanged(RelayKeys keys) {
    RelayKeys used = usedKeys;
    return used == null
        || !used.signingCertificate().encoded().equals(keys.signingCertificate().encoded())
        || !used.onion().ntor().publicKey().equals(keys.onion().ntor().publicKey())
        || !families(used).equals(families(keys));
  }

  private static List<Ed25519Identity> families(RelayKeys keys) {
    return keys.families().stream().map(Ed25519SigningKey::identity).toList();
  }

  private RelayDescriptionBuilder describe(Instant now) {
    return source
        .describe()
        .published(now)
        .uptime(Math.max(0, Duration.between(started, now).toSeconds()));
  }

  private void sign() {
    if (signing) {
      return;
    }
    Instant now = publicationTime();
    RelayKeys keys = source.keys();
    boolean withTapKey = source.withTapKey();
    RelayDescriptionBuilder builder = describe(now);
    RelayDescription plain = builder.build();
    List<String> statistics = source.statistics();
    signing = true;
    outdated = false;
    work.run(
        () -> {
          DescriptorKeys signers = keys.forDescriptor(now, withTapKey);
          ExtraInfo extraInfo = ExtraInfo.sign(plain.nickname(), now, statistics, signers);
          RelayDescription description = builder.extraInfo(extraInfo.digests()).build();
          RouterDescriptor descriptor = RouterDescriptor.sign(description, signers);
          return new Signed(new SelfDescription(descriptor, extraInfo), description);
        },
        signed -> publish(signed.next(), signed.description(), keys));
  }

  /** To the second; later than the last one's, as authorities take nothing that is not newer. */
  private Instant publicationTime() {
    Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    RelayDescription last = described;
    if (last == null
        || now.isAfter(last.published())
        || now.plusSeconds(LOOK_SECONDS).isBefore(last.published())) {
      return now;
    }
    return last.published().plusSeconds(1);
  }

  private record Signed(SelfDescription next, RelayDescription description) {}

  /** The next look tries again. */
  private void notSigned(String why) {
    signing = false;
    log.warn("Our descriptor could not be made and published: {}; trying again in a minute", why);
  }

  private void publish(SelfDescription next, RelayDescription description, RelayKeys keys) {
    signing = false;
    if (closed) {
      return;
    }
    published = next;
    described = description;
    usedKeys = keys;
    generation++;
    forgetRetries();
    byte[] upload =
        new ByteWriter(4096)
            .bytes(next.descriptor().text())
            .bytes(next.extraInfo().text())
            .toByteArray();
    DescriptorFacts facts = watch.published(description.published());
    for (Authority authority : authorities) {
      upload(new Upload(authority, facts, upload, generation, new RetryDelay(random)));
    }
    listener.accept(next);
    if (outdated) {
      publishIfDue();
    }
  }

  /** One descriptor for one authority. */
  private record Upload(
      Authority to, DescriptorFacts facts, byte[] text, int generation, RetryDelay delay) {}

  /** Posts until it is taken, refused, or something newer is published. */
  private void upload(Upload upload) {
    if (closed || upload.generation() != generation) {
      return;
    }
    Authority to = upload.to();
    InetSocketAddress address =
        isAuthority
            ? to.addressForAuthorities(Authority.Use.UPLOAD)
            : to.addressFor(Authority.Use.UPLOAD);
    port.post(address, PATH, upload.text())
        .addListener((Future<UploadResponse> done) -> onAnswer(upload, done));
  }

  private void onAnswer(Upload upload, Future<UploadResponse> done) {
    Authority authority = upload.to();
    if (done.isSuccess() && done.getNow().accepted()) {
      log.info("Authority {} took our descriptor", authority.nickname());
      watch.taken(upload.facts(), authority.nickname());
      told.add(authority);
      if (told.containsAll(authorities)) {
        toldAll.trySuccess(null);
      }
    } else if (done.isSuccess() && done.getNow().status() == 400) {
      log.warn(
          "Authority {} refuses our descriptor: {}",
          authority.nickname(),
          printable(done.getNow().reason()));
      watch.refused(upload.facts(), authority.nickname());
    } else {
      long millis = upload.delay().next();
      log.info(
          "Authority {} could not be told of our descriptor; trying again in {} ms",
          authority.nickname(),
          millis);
      later(authority, millis, () -> upload(upload));
    }
  }

  private void later(Authority authority, long millis, Runnable upload) {
    if (closed) {
      return;
    }
    Runnable once =
        () -> {
          waiting.remove(authority);
          upload.run();
        };
    waiting.put(authority, new Retry(loop.schedule(once, millis, TimeUnit.MILLISECONDS), once));
  }

  private void forgetRetries() {
    waiting.values().forEach(each -> each.timer().cancel(false));
    waiting.clear();
  }

  private static String printable(String reason) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(reason.length(), 200); i++) {
      char c = reason.charAt(i);
      text.append(c >= ' ' && c < 127 ? c : '?');
    }
    return text.toString();
  }
}
