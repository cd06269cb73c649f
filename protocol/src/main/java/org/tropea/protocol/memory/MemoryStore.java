package org.tropea.protocol.memory;

import io.netty.channel.EventLoop;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * What is kept only because it may be asked for again. As at C tor the stores of a kind that have
 * together more than a fifth of the account forget before any circuit dies, down to a tenth.
 *
 * @param kind of what is kept, as C tor calls it in its metrics, such as dns
 * @param loop it lives on
 * @param bytes held now; any thread
 * @param trim forgets until no more than so many bytes are held; on its loop
 */
public record MemoryStore(String kind, EventLoop loop, LongSupplier bytes, LongConsumer trim) {}
