package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.Tracepoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tracepoints of a catalogue, found by the bytes of their names. */
final class RecordTypes {

    private final List<RecordType> all = new ArrayList<>();
    private final Map<String, RecordType> byName = new HashMap<>();
    private final RecordType[] slots;

    RecordTypes(ImportModel model, SpanRoles roles) {
        EventDescriptions descriptions = new EventDescriptions(model);
        for (EventModel event : model.events().events()) {
            Tracepoint tracepoint = event.tracepoint();
            // A span of another name has an event of its own.
            if (event.simpleName().equals(tracepoint.name())) {
                RecordType type = new RecordType(event, descriptions, roles.hasAny(tracepoint));
                all.add(type);
                byName.put(tracepoint.name(), type);
            }
        }
        slots = new RecordType[Integer.highestOneBit(Math.max(16, all.size()) * 4)];
        for (RecordType type : all) {
            int slot = slot(hash(type.name(), 0, type.name().length));
            while (slots[slot] != null) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = type;
        }
    }

    List<RecordType> all() {
        return all;
    }

    /** The tracepoint of that name, or null. */
    RecordType find(String name) {
        return byName.get(name);
    }

    /** The tracepoint whose name these bytes are, or null. */
    RecordType find(byte[] bytes, int from, int to) {
        int slot = slot(hash(bytes, from, to));
        while (slots[slot] != null) {
            byte[] name = slots[slot].name();
            if (Arrays.equals(bytes, from, to, name, 0, name.length)) {
                return slots[slot];
            }
            slot = slot + 1 & slots.length - 1;
        }
        return null;
    }

    private int slot(int hash) {
        return (hash ^ hash >>> 15) & slots.length - 1;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }
}
