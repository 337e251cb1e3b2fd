package dev.tracebridge.catalogue;

import java.util.List;

/**
 * A tracepoint whose argument is a checkpoint: one span for each chain of them, one child for each step.
 *
 * @param tracepoint the tracepoint
 * @param argument the argument that names the checkpoint
 * @param chains at least one
 * @param position where the sidecar says so
 */
public record PhaseRule(Tracepoint tracepoint, Argument argument, List<Chain> chains, SourcePosition position) {

    public PhaseRule {
        chains = List.copyOf(chains);
    }

    /**
     * From one checkpoint to another.
     *
     * @param name the span's name
     * @param first the checkpoint that opens it
     * @param last the checkpoint that closes it
     * @param position where the sidecar says so
     */
    public record Chain(String name, String first, String last, SourcePosition position) {

        /** A chain that comes from no sidecar: its position is line 0. */
        public Chain(String name, String first, String last) {
            this(name, first, last, new SourcePosition(0, 0));
        }
    }
}
