package org.tropea.relay.self;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.DescriptorKeys;
import org.tropea.directory.document.ExtraInfo;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RelayDescriptionBuilder;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.directory.fetch.DirectoryPort;
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
  private final DirectoryPort port;
  private final EventLoop loop;
  private final Executor documents;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Consumer<SelfDescription> listener;
  private final Instant started;
  private @Nullable SelfDescription published;
  private @Nullable RelayKeys usedKeys;
  private @Nullable RelayDescription described;
  private int generation;
  private final Set<Authority> told = new HashSet<>();
  private final Promise<Void> toldAll;
  private boolean signing;
  private boolean closed;

  /** What there is to say, asked on the loop each time. */
  public interface Source {
    /** The relay as it is now; published, uptime and extra-info are filled in by the publisher. */
    RelayDescriptionBuilder describe();

    /** The keys to sign with. */
    RelayKeys keys();

    /** Whether the network wants the RSA onion key still to be published (row C17). */
    boolean withTapKey();

    /** A source of these. */
    static Source of(
        Supplier<RelayDescriptionBuilder> describe,
        Supplier<RelayKeys> keys,
        BooleanSupplier withTapKey) {
      return new Source() {
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

  /** Whom to tell, and how. */
  public record Settings(List<Authority> authorities, DirectoryPort port, Executor documents) {
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
    this.port = settings.port();
    this.loop = port.loop();
    this.documents = settings.documents();
    this.clock = clock;
    this.random = random;
    this.listener = listener;
    this.started = clock.instant();
    this.toldAll = loop.newPromise();
    if (authorities.isEmpty()) {
      toldAll.setSuccess(null);
    }
  }

  /** Publishes, and looks every minute whether it is time to do so again. Any thread. */
  public void start() {
    loop.execute(this::look);
  }

  /** Done when every authority has taken a descriptor of this relay. Any thread. */
  public Future<Void> toldAll() {
    return toldAll;
  }

  /** Ends it. Any thread. */
  public void close() {
    loop.execute(() -> closed = true);
  }

  /** Looks now: something about the relay changed. Any thread. */
  public void changed() {
    loop.execute(this::publishIfDue);
  }

  /** Publishes again if the authorities have not got what was published. On the loop. */
  public void onConsensus(Consensus consensus) {
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
    // First, so that whatever happens now is not the end of it.
    loop.schedule(this::look, LOOK_SECONDS, TimeUnit.SECONDS);
    publishIfDue();
  }

  private void publishIfDue() {
    SelfDescription last = published;
    RelayDescription said = described;
    Instant now = clock.instant();
    if (closed) {
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
        || !used.onion().ntor().publicKey().equals(keys.onion().ntor().publicKey());
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
    Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    RelayKeys keys = source.keys();
    boolean withTapKey = source.withTapKey();
    RelayDescriptionBuilder builder = describe(now);
    RelayDescription plain = builder.build();
    signing = true;
    try {
      documents.execute(
          () -> {
            try {
              DescriptorKeys signers = keys.forDescriptor(now, withTapKey);
              ExtraInfo extraInfo = ExtraInfo.sign(plain.nickname(), now, signers);
              RelayDescription description = builder.extraInfo(extraInfo.digests()).build();
              RouterDescriptor descriptor = RouterDescriptor.sign(description, signers);
              loop.execute(
                  () -> publish(new SelfDescription(descriptor, extraInfo), description, keys));
            } catch (RuntimeException e) {
              log.error("Bug: our descriptor could not be signed; trying again in a minute", e);
              loop.execute(() -> signing = false);
            }
          });
    } catch (RejectedExecutionException e) {
      signing = false;
      log.trace("Shutting down: no descriptor is signed");
    }
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
    listener.accept(next);
    byte[] upload =
        new ByteWriter(4096)
            .bytes(next.descriptor().text())
            .bytes(next.extraInfo().text())
            .toByteArray();
    for (Authority authority : authorities) {
      upload(authority, upload, generation, new RetryDelay(random));
    }
  }

  /** Posts until it is taken, refused, or something newer is published. */
  private void upload(Authority authority, byte[] upload, int generation, RetryDelay delay) {
    if (closed || generation != this.generation) {
      return;
    }
    port.post(authority.addressFor(Authority.Use.UPLOAD), PATH, upload)
        .addListener(
            (Future<UploadResponse> done) -> {
              if (done.isSuccess() && done.getNow().accepted()) {
                log.info("Authority {} took our descriptor", authority.nickname());
                told.add(authority);
                if (told.containsAll(authorities)) {
                  toldAll.trySuccess(null);
                }
              } else if (done.isSuccess() && done.getNow().status() == 400) {
                log.warn(
                    "Authority {} refuses our descriptor: {}",
                    authority.nickname(),
                    printable(done.getNow().reason()));
              } else {
                long millis = delay.next();
                log.info(
                    "Authority {} could not be told of our descriptor; trying again in {} ms",
                    authority.nickname(),
                    millis);
                loop.schedule(
                    () -> upload(authority, upload, generation, delay),
                    millis,
                    TimeUnit.MILLISECONDS);
              }
            });
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
