package dev.tracebridge.demo.file;

import dev.tracebridge.demo.description.DescriptionReader;
import dev.tracebridge.demo.description.DeviceDescription;
import dev.tracebridge.demo.description.StateDescription;
import dev.tracebridge.demo.description.StreamDescription;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import java.util.ArrayList;
import java.util.List;

/** How long the devices' sections were, to be held against the description that comes after them. */
public final class SectionLedger {

    private final List<Entry> entries = new ArrayList<>();

    /** No sections yet. */
    public SectionLedger() {}

    /** The guest stands still while they are compared: what a record compares by itself is first linked, for milliseconds. */
    private record Entry(String idstr, int instanceId, int versionId, long payload) {

        private boolean isSame(Entry other) {
            return instanceId == other.instanceId
                    && versionId == other.versionId
                    && payload == other.payload
                    && idstr.equals(other.idstr);
        }

        @Override
        public String toString() {
            return idstr + " " + instanceId + " version " + versionId + " of " + payload + " bytes";
        }
    }

    /** Notes a section; only FULL ones are described. */
    public void add(SectionType type, SectionHeader header, long payload) {
        if (type == SectionType.FULL) {
            entries.add(new Entry(header.idstr(), header.instanceId(), header.versionId(), payload));
        }
    }

    /**
     * Holds all sections against the description.
     *
     * @param offset where the description begins in the stream
     * @return the description
     * @throws StreamFormatException if it describes anything else
     */
    public StreamDescription check(byte[] json, long offset) throws StreamFormatException {
        StreamDescription description = DescriptionReader.read(json, offset);
        List<DeviceDescription> devices = description.devices();
        for (int i = 0; i < Math.max(devices.size(), entries.size()); i++) {
            Entry read = i < entries.size() ? entries.get(i) : null;
            Entry described = i < devices.size() ? entry(devices.get(i), read) : null;
            if (described == null || read == null || !described.isSame(read)) {
                throw new StreamFormatException(offset, "a description of " + text(read), text(described));
            }
        }
        return description;
    }

    /** A device in the old style has no version in its description: that of the section is taken. */
    private static Entry entry(DeviceDescription device, Entry read) {
        StateDescription state = device.state();
        int version = state.name().isEmpty() && read != null ? read.versionId() : state.version();
        return new Entry(device.idstr(), device.instanceId(), version, state.size());
    }

    private static String text(Entry entry) {
        return entry == null ? "no further device" : entry.toString();
    }
}
