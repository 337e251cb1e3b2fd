package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.catalogue.TracepointEvents;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tracepoints of a catalogue, found by the bytes of their names. */
final class RecordTypes {

    private final ImportModel model;
    private final TracepointEvents events;
    private final SpanRoles roles;
    private final EventDescriptions descriptions;
    /** Those that were met so far. */
    private final Map<String, RecordType> met = new HashMap<>();

    private final RecordType[] slots;

    RecordTypes(ImportModel model, SpanRoles roles) {
        this.model = model;
        this.roles = roles;
        this.events = model.events();
        this.descriptions = new EventDescriptions(model);
        int tracepoints = model.catalogue().tracepoints().size();
        slots = new RecordType[Integer.highestOneBit(Math.max(16, tracepoints)) * 4];
    }

    /** All of them, in the order of the catalogue. */
    List<Tracepoint> tracepoints() {
        return model.catalogue().tracepoints();
    }

    /** The tracepoint of that name, or null. */
    RecordType find(String name) {
        RecordType known = met.get(name);
        if (known != null) {
            return known;
        }
        Tracepoint tracepoint = model.catalogue().find(name).orElse(null);
        if (tracepoint == null) {
            return null;
        }
        RecordType type = new RecordType(events.of(tracepoint), descriptions, roles.of(tracepoint));
        met.put(name, type);
        return type;
    }

    /**
     * The tracepoint whose name these bytes are, or null.
     *
     * @param hash what {@link #hash} makes of the bytes
     */
    RecordType find(byte[] bytes, int from, int to, int hash) {
        int slot = slot(hash);
        while (slots[slot] != null) {
            byte[] name = slots[slot].name();
            if (Arrays.equals(bytes, from, to, name, 0, name.length)) {
                return slots[slot];
            }
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = find(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
        return slots[slot];
    }

    private int slot(int hash) {
        return (hash ^ hash >>> 15) & slots.length - 1;
    }

    /** The hash of a name with one more byte; that of no bytes is 0. */
    static int hash(int before, byte b) {
        return 31 * before + b;
    }
}
