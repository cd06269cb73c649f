package org.tropea.relay.circuit;

import com.google.crypto.tink.util.Bytes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.conflux.ReorderAccount;
import org.tropea.protocol.flow.CongestionControl;
import org.tropea.protocol.memory.MemoryAccount;
import org.tropea.protocol.message.ConfluxTerms;

/** The conflux sets that end at a relay, by their names. Any thread. */
public final class ConfluxSets {
  private final Map<Bytes, ExitSet> sets = new ConcurrentHashMap<>();
  private final Supplier<ConfluxRules> rules;
  private final ReorderAccount account;

  /**
   * @param rules what sets may be that begin now
   * @param account of what waits in all of them
   */
  public ConfluxSets(Supplier<ConfluxRules> rules, ReorderAccount account) {
    this.rules = rules;
    this.account = account;
  }

  /** Where no circuit may be linked. */
  public static ConfluxSets none() {
    return new ConfluxSets(() -> ConfluxRules.NONE, new ReorderAccount(0));
  }

  /**
   * Links a circuit to the set that its origin names, on the circuit's loop. The first circuit of a
   * name founds the set, which lives on that circuit's loop.
   *
   * @throws CircuitException when no circuit may be linked: it dies of it
   */
  void link(
      RelayCircuit circuit, CongestionControl flow, ConfluxTerms terms, RelayServices services)
      throws CircuitException {
    ConfluxRules now = rules.get();
    if (!now.enabled()) {
      throw new CircuitException(DestroyReason.PROTOCOL, "a CONFLUX_LINK where it is not spoken");
    }
    sets.computeIfAbsent(
            terms.nonce(), name -> new ExitSet(name, circuit, now, account, this, services))
        .join(circuit, flow, terms);
  }

  /** The account of all that waits in the node. */
  MemoryAccount memory() {
    return account.memory();
  }

  /** The set is gone. */
  void remove(Bytes name, ExitSet set) {
    sets.remove(name, set);
  }

  /** How many there are. */
  int size() {
    return sets.size();
  }
}
