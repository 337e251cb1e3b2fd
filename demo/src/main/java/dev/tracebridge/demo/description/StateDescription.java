package dev.tracebridge.demo.description;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A device's state, a nested one, or a subsection.
 *
 * @param name the state's name; empty for a device in the old style, which only has a size
 * @param version its version
 * @param fields its fields, in the order of the stream
 * @param subsections the subsections that were saved, in the order of the stream
 */
public record StateDescription(
        String name, int version, List<FieldDescription> fields, List<StateDescription> subsections) {

    /** Takes copies. */
    public StateDescription {
        fields = List.copyOf(fields);
        subsections = List.copyOf(subsections);
    }

    /** Bytes in the stream, subsections with their heads included. */
    public long size() {
        long size = 0;
        for (FieldDescription field : fields) {
            size += field.size() * field.count();
        }
        for (StateDescription subsection : subsections) {
            size += subsection.headSize() + subsection.size();
        }
        return size;
    }

    private long headSize() {
        return 1 + 1 + name.getBytes(StandardCharsets.UTF_8).length + Integer.BYTES;
    }
}
