package dev.tracebridge.catalogue;

import java.util.List;

/**
 * A tracepoint whose argument names a new state: one span for each state, under one root.
 *
 * @param name the root span's name
 * @param tracepoint the tracepoint
 * @param argument the argument that names the state
 * @param initial states that open a new root; empty: any does
 * @param terminal states that close the root
 * @param failure those of {@code terminal} that mean an error
 * @param key which arguments tell several machines apart; empty: there is one in a process
 * @param position where the sidecar says so
 */
public record StateRule(
        String name,
        Tracepoint tracepoint,
        Argument argument,
        List<String> initial,
        List<String> terminal,
        List<String> failure,
        List<KeyPart> key,
        SourcePosition position) {

    public StateRule {
        initial = List.copyOf(initial);
        terminal = List.copyOf(terminal);
        failure = List.copyOf(failure);
        key = List.copyOf(key);
    }
}
