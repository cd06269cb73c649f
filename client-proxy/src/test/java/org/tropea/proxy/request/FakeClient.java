package org.tropea.proxy.request;

import static org.mockito.Mockito.mock;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.tropea.client.ConnectFailure;
import org.tropea.client.Connector;
import org.tropea.client.Lookup;
import org.tropea.client.OptimisticData;
import org.tropea.client.Resolver;
import org.tropea.client.Target;
import org.tropea.client.pool.Isolation;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Answer;
import org.tropea.protocol.notice.RepeatedWarnings;
import org.tropea.protocol.stream.FakeCarrier;
import org.tropea.protocol.stream.TorStream;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.request.Requests.Grouping;

/** Instead of the Tor network: writes down what was asked, and answers when a test says so. */
public final class FakeClient implements Connector, Resolver {
  public final Logger log = mock(Logger.class);
  public final List<Target> targets = new ArrayList<>();
  public final List<Lookup> lookups = new ArrayList<>();
  public final List<Isolation> isolations = new ArrayList<>();
  public final List<OptimisticData> early = new ArrayList<>();
  public final List<Promise<TorStream>> streams = new ArrayList<>();
  public final List<Promise<Optional<Answer>>> answers = new ArrayList<>();

  private final RepeatedWarnings warnings =
      new RepeatedWarnings(log, InstantSource.fixed(Instant.EPOCH));
  private final EmbeddedChannel channel;

  /** On the loop of that channel. */
  public FakeClient(EmbeddedChannel channel) {
    this.channel = channel;
  }

  /** The requests of a listener without flags. */
  public Requests requests() {
    return requests(PortRules.USUAL, Caution.USUAL, AddressMap.Settings.USUAL);
  }

  /** The requests of a listener. */
  public Requests requests(PortRules rules, Caution caution, AddressMap.Settings map) {
    return new Requests(
        new Requests.Network(this, this),
        rules,
        Grouping.alone("listener", rules),
        new Requests.Protection(caution, new AddressMap(map, new SecureRandom()), warnings));
  }

  @Override
  public EventLoop loop() {
    return channel.eventLoop();
  }

  @Override
  public Future<TorStream> connect(Target target, Isolation isolation, OptimisticData said) {
    targets.add(target);
    isolations.add(isolation);
    early.add(said);
    Promise<TorStream> stream = loop().newPromise();
    streams.add(stream);
    return stream;
  }

  @Override
  public Future<Optional<Answer>> resolve(Lookup lookup, Isolation isolation) {
    lookups.add(lookup);
    isolations.add(isolation);
    Promise<Optional<Answer>> answer = loop().newPromise();
    answers.add(answer);
    return answer;
  }

  /** The last stream that was asked for is there. */
  public TorStream succeed(FakeCarrier carrier) {
    TorStream stream = carrier.open();
    Unwatched.write(stream, lastEarly().all());
    lastEarly().follow(stream);
    streams.get(streams.size() - 1).setSuccess(stream);
    lastEarly().forget();
    channel.runPendingTasks();
    return stream;
  }

  /** What the last program said before its stream was there. */
  public OptimisticData lastEarly() {
    return early.get(early.size() - 1);
  }

  /** There is no stream. */
  public void fail(ConnectFailure failure) {
    lastEarly().forget();
    streams.get(streams.size() - 1).setFailure(failure);
    channel.runPendingTasks();
  }

  /** The exit found something. */
  public void found(Optional<Answer> answer) {
    answers.get(answers.size() - 1).setSuccess(answer);
    channel.runPendingTasks();
  }

  /** The exit found nothing. */
  public void notFound(ConnectFailure failure) {
    answers.get(answers.size() - 1).setFailure(failure);
    channel.runPendingTasks();
  }
}
