package dev.tracebridge.exporter;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** Says in each chunk of a recording, attribute by attribute, which process it is of. */
@Name(ProcessAttributeEvent.NAME)
@Label("Process Attribute")
@Description("An attribute of the OpenTelemetry resource of this process, or a property that configures it")
@Category("Tracebridge")
@Enabled
@Period("beginChunk")
@StackTrace(false)
public final class ProcessAttributeEvent extends Event {

    static final String NAME = "dev.tracebridge.ProcessAttribute";

    private static boolean registered;

    @Label("Name")
    private final String name;

    @Label("Value")
    private final String value;

    private ProcessAttributeEvent(String name, String value) {
        this.name = name;
        this.value = value;
    }

    /** From now on, describes this process in each chunk. To be called before a recording starts. Safe for several threads. */
    public static synchronized void register() {
        if (!registered) {
            registered = true;
            FlightRecorder.addPeriodicEvent(ProcessAttributeEvent.class, ProcessAttributeEvent::write);
        }
    }

    private static void write() {
        ProcessDescription.ofThisJvm().forEach((name, value) -> new ProcessAttributeEvent(name, value).commit());
    }
}
