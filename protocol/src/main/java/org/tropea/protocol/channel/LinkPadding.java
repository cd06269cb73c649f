package org.tropea.protocol.channel;

import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.PaddingNegotiate;
import org.tropea.protocol.channel.PaddingRules.Silence;

/**
 * Pads a link while it is idle, so that routers on the way write one record of it and not many
 * (padding-spec 2, row L13).
 *
 * <p>Both sides of a client's link do it once it has carried a circuit of several hops: a cell of
 * padding after a silence drawn anew for each. Confined to the channel's loop.
 */
final class LinkPadding {
  /** C tor looks each second; less than that it cannot wait. */
  private static final int LOOK_MILLIS = 1_000;

  /** How soon a link is looked at again that needs no padding now, but may by another consensus. */
  private static final int LOOK_AGAIN_MILLIS = 10_000;

  private final TorChannel channel;
  private final Supplier<LinkRules> rules;
  private final SecureRandom random;
  private final boolean relay;
  private boolean enabled;
  private @Nullable Silence negotiated;
  private Use use = Use.NONE;
  private long drawnFor;
  private long due;
  private boolean drawn;
  private @Nullable Future<?> timer;
  private boolean closed;

  /** What a link has carried so far. */
  private enum Use {
    NONE,
    CIRCUITS,
    TRAFFIC
  }

  /**
   * @param canNegotiate whether the link's version has padding, which is 5 and later
   * @param relay whether this node is one, and so takes what its peers ask for
   */
  LinkPadding(TorChannel channel, LinkParty party, boolean canNegotiate, boolean relay) {
    this.channel = channel;
    this.rules = party.rules();
    this.random = party.random();
    this.enabled = canNegotiate;
    this.relay = relay;
  }

  /** The link is open: says what the operator wants, where that is not what everybody does. */
  void opened() {
    LinkWishes wishes = rules.get().wishes();
    boolean supported = enabled;
    if (wishes.padding() == LinkWishes.Padding.OFF) {
      enabled = false;
    } else if (wishes.reduced()) {
      negotiated = rules.get().padding().reducedSilence();
    } else {
      return;
    }
    if (supported) {
      channel.write(new PaddingNegotiate(PaddingNegotiate.STOP, 0, 0));
      channel.flush();
    }
  }

  /** The peer asks for padding or for none; a client does not take that of a relay. */
  void negotiate(PaddingNegotiate asked) {
    if (relay) {
      enabled = asked.padCommand() == PaddingNegotiate.START;
      int low = Math.max(rules.get().padding().silence().low(), asked.lowMilliseconds());
      negotiated = new Silence(low, Math.max(low, asked.highMilliseconds()));
    }
  }

  /** It carries a circuit of several hops. */
  void carriesCircuits() {
    if (use == Use.NONE) {
      use = Use.CIRCUITS;
      look();
    }
  }

  /** A circuit of several hops that it carries has carried something itself. */
  void carriesTraffic() {
    if (use != Use.TRAFFIC) {
      use = Use.TRAFFIC;
      if (timer == null) {
        look();
      }
    }
  }

  /** The same, seen from the origin of a circuit: only where the link has one of several hops. */
  void originTraffic() {
    if (use == Use.CIRCUITS) {
      use = Use.TRAFFIC;
    }
  }

  void close() {
    closed = true;
    Future<?> pending = timer;
    if (pending != null) {
      pending.cancel(false);
    }
  }

  private boolean isWanted(LinkRules now) {
    return (use == Use.TRAFFIC || now.padding().beforeUse())
        && (enabled || now.wishes().padding() == LinkWishes.Padding.ON)
        && (now.padding().betweenRelays() || !isBetweenRelays(now));
  }

  private boolean isBetweenRelays(LinkRules now) {
    VerifiedPeer peer = channel.peer();
    return peer != null && now.isRelay().test(peer.rsaIdentity());
  }

  private void look() {
    timer = null;
    if (closed) {
      return;
    }
    LinkRules now = rules.get();
    Silence silence = silence(now.padding());
    if (!isWanted(now) || silence.isNever()) {
      drawn = false;
      later(LOOK_AGAIN_MILLIS);
    } else if (channel.hasWaiting()) {
      later(LOOK_MILLIS);
    } else {
      if (!drawn || drawnFor != channel.activeAt()) {
        draw(silence);
      }
      padOrWait(silence);
    }
  }

  private void padOrWait(Silence silence) {
    long left = due - channel.clock().nanoTime();
    if (left <= 0) {
      channel.pad();
      draw(silence);
      left = due - channel.clock().nanoTime();
    }
    // What crosses the link from now on moves the due time, but never before this.
    long leastMillis = Math.max(silence.low(), LOOK_MILLIS);
    later(Math.max(1, Math.min(TimeUnit.NANOSECONDS.toMillis(left) + 1, leastMillis)));
  }

  /** What was negotiated, but never less than the network says. */
  private Silence silence(PaddingRules now) {
    Silence asked = negotiated;
    return asked == null || asked.low() == 0 || asked.high() == 0 || now.silence().isNever()
        ? now.silence()
        : asked.atLeast(now.silence());
  }

  /** The larger of two draws, since both sides pad, and the shorter of their silences counts. */
  private void draw(Silence silence) {
    int spread = silence.high() - silence.low();
    int more = spread <= 0 ? 0 : Math.max(random.nextInt(spread), random.nextInt(spread));
    drawn = true;
    drawnFor = channel.activeAt();
    due = drawnFor + TimeUnit.MILLISECONDS.toNanos(silence.low() + (long) more);
  }

  private void later(long millis) {
    timer = channel.loop().schedule(this::look, millis, TimeUnit.MILLISECONDS);
  }
}
