package dev.tracebridge.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One tracepoint whose argument is a checkpoint: a chain from a first to a last checkpoint, one step between each two.
 *
 * <p>A step is named by the checkpoint that begins it and carries the one that ended it. While a step is open it is the innermost span of the
 * thread that began it. A checkpoint belongs to the open chain of its thread, else to the chain opened last.
 *
 * <p>Chains may share their first checkpoint: which of them it was is known when one of their last checkpoints is reached, and told by {@link
 * GroupEvent#next} of the last step.
 *
 * <p><b>Guarantees:</b> each hit of the tracepoint commits at most one event: that of the step it ends; a checkpoint outside every chain is an
 * event of its own with no duration. At most {@value #LIMIT} chains are open; when there would be more, the oldest is written as unfinished.
 * <b>Progress:</b> one lock per tracepoint; checkpoints are rare.
 */
public final class PhaseChains {

    static final int LIMIT = 64;

    private static final int ELEMENTS_PER_CHAIN = 3;

    private final Map<String, Set<String>> lastsByFirst;
    // Whoever is told of it holds it weakly.
    private final Runnable abandoning = this::abandonAll;
    private final Consumer<Consumer<Object[]>> listing = this::listOpen;

    private final List<Chain> open = new ArrayList<>();

    private PhaseChains(Map<String, Set<String>> lastsByFirst) {
        this.lastsByFirst = lastsByFirst;
        UnfinishedSpans.register(abandoning);
        ThreadTrace.offerOpenSpans(listing);
    }

    /**
     * Makes the chains of one tracepoint, none open.
     *
     * @param chains name, first and last checkpoint of each chain, three elements a chain, as in {@link
     *     dev.tracebridge.metadata.SpanMetadata#chains}; several chains may have the same first checkpoint
     * @return the chains
     */
    public static PhaseChains of(String... chains) {
        Map<String, Set<String>> lastsByFirst = new HashMap<>();
        for (int i = 0; i + ELEMENTS_PER_CHAIN <= chains.length; i += ELEMENTS_PER_CHAIN) {
            lastsByFirst
                    .computeIfAbsent(chains[i + 1], first -> new HashSet<>())
                    .add(chains[i + 2]);
        }
        return new PhaseChains(lastsByFirst);
    }

    /**
     * Ends the open step and begins the next one, or closes the chain if this is its last checkpoint.
     *
     * @param event a fresh event with its arguments set
     * @param checkpoint the checkpoint's name; null is taken as the text {@code (null)}
     */
    public synchronized void reach(GroupEvent event, String checkpoint) {
        String value = checkpoint == null ? "(null)" : checkpoint;
        event.value = value;
        event.beganOn = Thread.currentThread();
        Set<String> lasts = lastsByFirst.get(value);
        if (lasts != null) {
            openChain(event, lasts);
            return;
        }
        Chain chain = chainOfThisThread();
        if (chain == null) {
            event.enterDetached(null);
            event.write();
            return;
        }
        GroupEvent previous = chain.step;
        boolean closes = chain.lasts.contains(value);
        if (previous.claim()) {
            previous.leave();
            previous.next = value;
            previous.noteStartThread();
            previous.end();
            previous.write();
        }
        if (closes) {
            open.remove(chain);
            return;
        }
        long[][] cell = ThreadTrace.cell();
        event.traceIdHigh = previous.traceIdHigh;
        event.traceIdLow = previous.traceIdLow;
        event.traceOrigin = previous.traceOrigin;
        event.parentId = previous.parentId;
        event.groupParentId = previous.groupParentId;
        event.spanId = ThreadTrace.nextId(cell[0]);
        event.frame(cell, 0);
        chain.step = event;
        event.begin();
    }

    private void openChain(GroupEvent event, Set<String> lasts) {
        open.removeIf(chain -> {
            boolean same = chain.lasts.equals(lasts);
            if (same) {
                chain.step.abandon();
            }
            return same;
        });
        if (open.size() == LIMIT) {
            open.remove(0).step.abandon();
        }
        long[][] cell = ThreadTrace.cell();
        ThreadTrace.place(event, cell, null, null);
        event.groupParentId = event.parentId;
        event.parentId = event.spanId;
        event.spanId = ThreadTrace.nextId(cell[0]);
        event.frame(cell, 0);
        open.add(new Chain(event, lasts));
        event.begin();
    }

    private Chain chainOfThisThread() {
        Thread thread = Thread.currentThread();
        for (int i = open.size() - 1; i >= 0; i--) {
            if (open.get(i).step.beganOn == thread) {
                return open.get(i);
            }
        }
        return open.isEmpty() ? null : open.get(open.size() - 1);
    }

    private synchronized void listOpen(Consumer<Object[]> out) {
        for (Chain chain : open) {
            out.accept(chain.step.describe(chain.step.value, chain.step.groupParentId));
        }
    }

    private synchronized void abandonAll() {
        open.forEach(chain -> chain.step.abandon());
        open.clear();
    }

    private static final class Chain {

        private GroupEvent step;
        private final Set<String> lasts;

        Chain(GroupEvent step, Set<String> lasts) {
            this.step = step;
            this.lasts = lasts;
        }
    }
}
