package dev.tracebridge.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One tracepoint whose argument names the new state: a span per state under one root, which a terminal state closes.
 *
 * <p>An initial state opens a new root even if one is open. A state seen with no root open opens one too, so that a log that begins late is not
 * lost. While a root is open, spans of threads that are in no span find it.
 *
 * <p>A machine without key has one root for each object whose method names an initial state, and one for all calls that come from no object. A
 * further state belongs to the root of its object, or to the only one open where the object has none.
 *
 * <p><b>Guarantees:</b> each hit of the tracepoint commits at most one event: that of the state it ends. At most {@value #LIMIT} keys are open;
 * when there would be more, all are written as unfinished. <b>Progress:</b> one lock per machine; states change rarely.
 */
public final class StateMachine {

    static final int LIMIT = 1024;

    private final String name;
    private final Set<String> initial;
    private final Set<String> terminal;
    // Whoever is told of it holds it weakly.
    private final Runnable abandoning = this::abandonAll;
    private final Consumer<Consumer<Object[]>> listing = this::listOpen;

    private final Map<Object, GroupEvent> open = new HashMap<>();

    private StateMachine(String name, Set<String> initial, Set<String> terminal) {
        this.name = name;
        this.initial = initial;
        this.terminal = terminal;
        UnfinishedSpans.register(abandoning);
        ThreadTrace.offerOpenSpans(listing);
    }

    /**
     * Makes a machine with no state open.
     *
     * @param name the event's JFR name
     * @param initial the states that open a new root
     * @param terminal the states that close it
     * @return the machine
     */
    public static StateMachine of(String name, Set<String> initial, Set<String> terminal) {
        return new StateMachine(name, Set.copyOf(initial), Set.copyOf(terminal));
    }

    /**
     * Ends the open state and begins the new one, or, if the new one is terminal, closes the root.
     *
     * @param event a fresh event with its arguments set
     * @param state the new state's name; null is taken as the text {@code (null)}
     * @param key the machine's key, null if it has none
     */
    public void enter(GroupEvent event, String state, Object key) {
        enter(event, state, key, null);
    }

    /**
     * Ends the open state and begins the new one, as a method of an object does.
     *
     * @param event a fresh event with its arguments set
     * @param state the new state's name; null is taken as the text {@code (null)}
     * @param key the machine's key, null if it has none
     * @param receiver the object, null for none; held weakly
     */
    public synchronized void enter(GroupEvent event, String state, Object key, Object receiver) {
        String value = state == null ? "(null)" : state;
        Object slot = slot(key, value, receiver);
        GroupEvent previous = open.remove(slot);
        event.value = value;
        event.beganOn = Thread.currentThread();
        boolean continues = previous != null && (!initial.contains(value) || initial.contains(previous.value));
        if (continues) {
            event.traceIdHigh = previous.traceIdHigh;
            event.traceIdLow = previous.traceIdLow;
            event.traceOrigin = previous.traceOrigin;
            event.parentId = previous.parentId;
            event.groupParentId = previous.groupParentId;
            event.spanId = ThreadTrace.nextId(ThreadTrace.cell()[0]);
        } else {
            long[][] cell = ThreadTrace.cell();
            ThreadTrace.placeRoot(event, cell);
            event.groupParentId = event.parentId;
            event.parentId = event.spanId;
            event.spanId = ThreadTrace.nextId(cell[0]);
        }
        if (previous != null && previous.claim()) {
            previous.next = value;
            previous.unfinished = !continues;
            previous.noteStartThread();
            previous.end();
            previous.write();
        }
        if (previous != null && !continues) {
            ReceiverRoots.remove(previous.parentId);
        }
        if (terminal.contains(value)) {
            ThreadTrace.closeRoot(rootKey(slot));
            ReceiverRoots.remove(event.parentId);
            if (!continues) {
                event.next = value;
                event.write();
            }
            return;
        }
        if (open.size() == LIMIT) {
            abandonAll();
        }
        ThreadTrace.openRoot(rootKey(slot), event.traceIdHigh, event.traceIdLow, event.parentId, event.traceOrigin);
        ReceiverRoots.put(receiver, event);
        open.put(slot, event);
        event.begin();
    }

    /** Where the root is in {@link #open}: under its key, else under null, else under something that stands for its object. */
    private Object slot(Object key, String value, Object receiver) {
        if (key != null || receiver == null) {
            return key;
        }
        GroupEvent known = ReceiverRoots.find(receiver);
        if (known != null) {
            for (Map.Entry<Object, GroupEvent> entry : open.entrySet()) {
                if (entry.getValue().parentId == known.parentId) {
                    return entry.getKey();
                }
            }
        }
        return initial.contains(value) || open.size() != 1
                ? new Object()
                : open.keySet().iterator().next();
    }

    /** What the threads know the root by: a list only where it has a key. */
    private Object rootKey(Object slot) {
        if (slot == null) {
            return name;
        }
        return slot.getClass() == Object.class ? slot : List.of(name, slot);
    }

    private synchronized void listOpen(Consumer<Object[]> out) {
        for (GroupEvent event : open.values()) {
            out.accept(event.describe(event.value, event.groupParentId));
        }
    }

    private synchronized void abandonAll() {
        open.forEach((slot, event) -> {
            event.abandon();
            ThreadTrace.closeRoot(rootKey(slot));
            ReceiverRoots.remove(event.parentId);
        });
        open.clear();
    }
}
