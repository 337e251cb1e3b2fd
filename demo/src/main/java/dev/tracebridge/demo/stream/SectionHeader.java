package dev.tracebridge.demo.stream;

import java.util.Objects;

/**
 * What opens a START or FULL section.
 *
 * @param type START or FULL
 * @param sectionId the source's number for the device in this stream
 * @param idstr the device's name
 * @param instanceId tells devices of one name apart
 * @param versionId version of the device's state
 */
public record SectionHeader(SectionType type, int sectionId, String idstr, int instanceId, int versionId) {

    /** Refuses null. */
    public SectionHeader {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(idstr, "idstr");
    }
}
