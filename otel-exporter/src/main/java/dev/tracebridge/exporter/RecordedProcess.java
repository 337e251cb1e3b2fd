package dev.tracebridge.exporter;

import java.io.IOException;
import java.nio.file.Path;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Finds out which process a recording is of: as {@link ProcessAttributeEvent} tells, else as Flight Recorder's own event does. Reads no further than
 * it must.
 */
final class RecordedProcess {

    private static final String JVM_INFORMATION = "jdk.JVMInformation";

    private boolean describesItself;
    private ProcessDescription found = ProcessDescription.UNKNOWN;

    private RecordedProcess() {}

    /**
     * Reads a recording for its process.
     *
     * @throws IOException where the file is no recording, or is damaged
     */
    static ProcessDescription of(Path file) throws IOException {
        RecordedProcess process = new RecordedProcess();
        RecordedFile.scan(file, process::look, process::look);
        return process.found;
    }

    private void look(EventType type) {
        describesItself |= type.getName().equals(ProcessAttributeEvent.NAME);
    }

    /** The attributes stand together, since one thread writes them at once. */
    private boolean look(RecordedEvent event) {
        String type = event.getEventType().getName();
        if (describesItself) {
            if (type.equals(ProcessAttributeEvent.NAME)) {
                found = found.with(event.getString("name"), event.getString("value"));
                return true;
            }
            return found == ProcessDescription.UNKNOWN;
        }
        if (type.equals(JVM_INFORMATION)) {
            found = ProcessDescription.ofJvmInformation(event);
            return false;
        }
        return true;
    }
}
