package dev.tracebridge.recording.log;

import java.util.List;

/**
 * What became of one log.
 *
 * @param name what the recording calls it
 * @param lines its lines; of a binary file, its records
 * @param records how many became an event of their tracepoint
 * @param kept records of known tracepoints that do not fit their format: kept as text, or, where an argument is sensitive, left out
 * @param unknown records of tracepoints that the catalogue does not have, left out
 * @param skipped other lines, left out
 * @param untimed records without a time of their own
 * @param dropped records that QEMU itself says it dropped
 * @param misfits tracepoints whose records do not fit, the most frequent first
 * @param unknownNames tracepoints that the catalogue does not have, the most frequent first
 */
public record SourceSummary(
        String name,
        long lines,
        long records,
        long kept,
        long unknown,
        long skipped,
        long untimed,
        long dropped,
        List<NameCount> misfits,
        List<NameCount> unknownNames) {

    /**
     * How often a name came.
     *
     * @param name a tracepoint's
     * @param count at least 1
     */
    public record NameCount(String name, long count) {}

    public SourceSummary {
        misfits = List.copyOf(misfits);
        unknownNames = List.copyOf(unknownNames);
    }
}
