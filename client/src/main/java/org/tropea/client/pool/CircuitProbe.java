package org.tropea.client.pool;

import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.guard.CircuitBias;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.TorStream;

/**
 * Whether the exit of a circuit that carried nothing hears us at all (path-spec 7.4): it is asked
 * to connect to an address in 0.0.0.0/8 that only it and we know of, which it refuses, naming the
 * address. Then the circuit is closed. A relay on the way that changed a cell before has lost its
 * place in the keys, and can be told by that. Confined to the circuit's loop.
 */
final class CircuitProbe {
  private static final Logger log = LoggerFactory.getLogger(CircuitProbe.class);
  private static final int PORT = 25;

  private final OriginCircuit circuit;
  private final CircuitBias bias;

  CircuitProbe(OriginCircuit circuit, CircuitBias bias) {
    this.circuit = circuit;
    this.bias = bias;
  }

  /**
   * Asks, and closes the circuit when there is an answer.
   *
   * @param patience when it is closed without one
   */
  void send(SecureRandom random, Duration patience) {
    byte[] address = new byte[4];
    random.nextBytes(address);
    address[0] = 0;
    try {
      String host = InetAddress.getByAddress(address).getHostAddress();
      TorStream stream = circuit.streams().open(new Begin(host, PORT, 0));
      stream.connected().addListener(done -> answered(stream, address));
    } catch (StreamException | UnknownHostException e) {
      log.debug("A circuit cannot be probed: {}", e.getMessage());
      bias.tampered();
      circuit.destroy(DestroyReason.FINISHED);
      return;
    }
    Future<?> end =
        circuit
            .loop()
            .schedule(
                () -> {
                  bias.tampered();
                  circuit.destroy(DestroyReason.TIMEOUT);
                },
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
    circuit.closed().addListener(closed -> end.cancel(false));
  }

  /** Any other answer than the one is as none: the circuit is closed when it is time to. */
  private void answered(TorStream stream, byte[] address) {
    InetAddress refused = stream.refusedAddress();
    if (stream.isEndedRemotely()
        && EndReason.EXIT_POLICY.equals(stream.endReason())
        && refused != null
        && Arrays.equals(refused.getAddress(), address)) {
      bias.answered();
      circuit.destroy(DestroyReason.FINISHED);
    }
  }
}
