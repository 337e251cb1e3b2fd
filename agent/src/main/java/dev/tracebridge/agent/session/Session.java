package dev.tracebridge.agent.session;

import dev.tracebridge.agent.AgentLog;
import dev.tracebridge.agent.AgentRuntime;
import dev.tracebridge.agent.SharedTrace;
import dev.tracebridge.agent.TracebridgeAgent;
import dev.tracebridge.agent.interop.OpenTelemetryCopies;
import dev.tracebridge.agent.weaving.IndexedEvent;
import dev.tracebridge.agent.weaving.WeavingTransformer;
import dev.tracebridge.catalogue.Bindings;
import dev.tracebridge.catalogue.CatalogueException;
import dev.tracebridge.catalogue.CatalogueProblem;
import dev.tracebridge.catalogue.TracepointPattern;
import dev.tracebridge.exporter.ExportRequest;
import dev.tracebridge.exporter.Sampling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongBinaryOperator;
import jdk.jfr.FlightRecorder;

/**
 * The agent in one JVM: weaves, and starts what the options ask for. Used by one thread at a time.
 *
 * <p>Written without lambdas and string templates, like everything that runs before {@code main}: the first of each costs the application's start
 * more than the weaving of a class.
 */
public final class Session implements AgentRuntime {

    private static final String THREAD_TRACE = "dev.tracebridge.runtime.ThreadTrace";

    private static final int SHOWN_PROBLEMS = 10;
    private static final OptionKey[] EXPORT_OPTIONS = {
        OptionKey.OUTPUT,
        OptionKey.RENDER,
        OptionKey.SPOOL_AGE,
        OptionKey.SPOOL_DIR,
        OptionKey.SPOOL_SIZE,
        OptionKey.THRESHOLD
    };

    private final EventSettings settings = new EventSettings();
    private final Refusals refusals = new Refusals();
    private WeavingTransformer transformer;
    private OwnRecording recording;
    private Export export;

    /** For the agent's entry, by reflection. */
    public Session() {}

    @Override
    public void start(String arguments, Instrumentation instrumentation, boolean attached) {
        refusals.clear();
        Map<String, String> properties = systemProperties();
        if (transformer == null) {
            startWeaving(Options.of(arguments, properties, System.getenv(), refusals), instrumentation, attached);
        } else {
            change(Options.of(arguments, Map.of(), Map.of(), refusals));
        }
        System.setProperty(TracebridgeAgent.STATUS_PROPERTY, refusals + status());
    }

    private void startWeaving(Options options, Instrumentation instrumentation, boolean attached) {
        setLogLevel(options);
        AgentLog.info("Tracebridge " + TracebridgeAgent.version() + " on Java " + Runtime.version());
        select(options);
        transformer = new WeavingTransformer(instrumentation, new EventListener());
        EventJars.append(options, instrumentation, refusals);
        transformer.start(bindings(options), refusals);
        startRecording(options);
        boolean exported = ExportRequest.isMade(exportOptions(options), System.getProperties(), System.getenv());
        setSampler(exported);
        if (exported) {
            startExport(options);
        } else {
            refuseLateRendering(options);
        }
        refuseUselessPattern(options);
        adoptLoadedCopies(instrumentation);
        OpenTelemetryCopies.join(instrumentation, attached);
        transformer.weaveLoaded(attached);
        if (FlightRecorder.isInitialized()) {
            transformer.prepareEvents();
        }
    }

    /** What the threads pass on of a trace is what the export makes of it, today or of the recording. */
    private void setSampler(boolean exported) {
        try {
            Optional<LongBinaryOperator> sampler = Sampling.configured(System.getProperties(), System.getenv());
            if (sampler.isPresent()) {
                SharedTrace.sampler(sampler.get());
            }
        } catch (IllegalArgumentException mistake) {
            // The export says so itself, and does not begin.
            if (!exported) {
                refusals.accept(mistake.getMessage());
            }
        }
    }

    /** What {@code bindings=FILE} says, null if nothing is bound. */
    private Bindings bindings(Options options) {
        Optional<String> file = options.value(OptionKey.BINDINGS);
        if (file.isEmpty()) {
            return null;
        }
        EventJars.checkRuntime(refusals);
        try {
            return Bindings.read(Path.of(file.get()));
        } catch (CatalogueException mistakes) {
            refuseBindings(file.get(), mistakes.problems());
        } catch (UncheckedIOException | InvalidPathException unreadable) {
            refusals.accept("bindings=" + file.get() + " is ignored: " + unreadable.getMessage());
        }
        return null;
    }

    private void refuseBindings(String file, List<CatalogueProblem> problems) {
        for (CatalogueProblem problem : problems.subList(0, Math.min(SHOWN_PROBLEMS, problems.size()))) {
            refusals.accept(problem.file() + ':' + problem.line() + ':' + problem.column() + ": error: "
                    + problem.message() + (problem.hint().isEmpty() ? "" : "; " + problem.hint()));
        }
        refusals.accept("bindings=" + file + " is ignored: " + counted(problems.size(), " problem", "s"));
    }

    /** The agent was attached again. */
    private void change(Options options) {
        setLogLevel(options);
        for (OptionKey key : List.of(OptionKey.BINDINGS, OptionKey.EVENTS)) {
            if (options.value(key).isPresent()) {
                refusals.accept(key.text() + '=' + options.value(key).get()
                        + " is ignored: it is read when the agent starts, and this JVM has it already");
            }
        }
        if (options.value(OptionKey.RECORD).isPresent() && recording != null) {
            refusals.accept("record=" + options.value(OptionKey.RECORD).get() + " is ignored: this JVM records to "
                    + recording.file() + " already");
        } else {
            startRecording(options);
        }
        if (options.value(OptionKey.OUTPUT).isPresent()) {
            if (export != null && export.isActive()) {
                refusals.accept(
                        "output=" + options.value(OptionKey.OUTPUT).get() + " is ignored: this JVM exports already");
                refuseLateRendering(options);
            } else {
                startExport(options);
            }
        } else {
            refuseLateRendering(options);
        }
        if (!refuseUselessPattern(options)) {
            select(options);
        }
    }

    private static Map<String, String> systemProperties() {
        Map<String, String> properties = new HashMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            String value = System.getProperty(name);
            if (value != null) {
                properties.put(name, value);
            }
        }
        return properties;
    }

    private void setLogLevel(Options options) {
        Optional<String> level = options.value(OptionKey.LOG);
        if (level.isEmpty()) {
            return;
        }
        try {
            AgentLog.level(AgentLog.Level.valueOf(level.get().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            refusals.accept("log=" + level.get() + " is ignored: expected off, error, warn, info or debug");
        }
    }

    private void select(Options options) {
        Optional<String> patterns = options.value(OptionKey.ENABLE);
        if (patterns.isPresent()) {
            try {
                settings.select(TracepointPattern.parse(patterns.get()));
            } catch (IllegalArgumentException malformed) {
                refusals.accept("enable=" + patterns.get() + " is ignored: " + malformed.getMessage());
            }
        }
    }

    private boolean refuseUselessPattern(Options options) {
        Optional<String> patterns = options.value(OptionKey.ENABLE);
        boolean useless = patterns.isPresent() && !settings.hasSinks();
        if (useless) {
            refusals.accept(
                    "enable=" + patterns.get() + " is ignored: it sets recordings that the agent starts, and there"
                            + " is none; add record=FILE or output=FILE, or set the events in your own recording's settings"
                            + " (see tracebridge catalogue jfc)");
        }
        return useless;
    }

    private void startRecording(Options options) {
        Optional<String> file = options.value(OptionKey.RECORD);
        if (file.isEmpty()) {
            return;
        }
        try {
            OwnRecording started = OwnRecording.to(file.get());
            settings.bind(started);
            started.start();
            recording = started;
        } catch (IOException refused) {
            refusals.accept("record=" + file.get() + " is ignored: " + refused.getMessage());
        } catch (RuntimeException | LinkageError refused) {
            refusals.accept("record=" + file.get() + " is ignored: " + refused);
        }
    }

    private void startExport(Options options) {
        try {
            export = Export.start(exportOptions(options), settings.enabled());
            if (export.isActive()) {
                settings.bind(export);
            }
        } catch (RuntimeException | LinkageError refused) {
            refusals.accept("nothing is exported: " + refused);
        }
    }

    private static Map<String, String> exportOptions(Options options) {
        Map<String, String> found = new HashMap<>();
        for (OptionKey key : EXPORT_OPTIONS) {
            Optional<String> value = options.value(key);
            if (value.isPresent()) {
                found.put(key.text(), value.get());
            }
        }
        return found;
    }

    /** What is made of tracepoints is settled when the export starts. */
    private void refuseLateRendering(Options options) {
        for (OptionKey key : EXPORT_OPTIONS) {
            if (key != OptionKey.OUTPUT && options.value(key).isPresent()) {
                refusals.accept(key.text() + '=' + options.value(key).get() + " is ignored: "
                        + (export != null && export.isActive()
                                ? "this JVM exports already"
                                : "nothing is exported; add output=FILE or set OTEL_EXPORTER_OTLP_ENDPOINT"));
            }
        }
    }

    /** Copies of the runtime that were initialised before the agent came have a state of their own until they are told. */
    private static void adoptLoadedCopies(Instrumentation instrumentation) {
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            if (loaded.getName().equals(THREAD_TRACE)) {
                try {
                    loaded.getMethod("adopt", Map.class).invoke(null, SharedTrace.state());
                } catch (ReflectiveOperationException | LinkageError stranger) {
                    AgentLog.error("a copy of the trace context keeps a state of its own", stranger);
                }
            }
        }
    }

    private String status() {
        int on = 0;
        Map<String, Boolean> enabled = settings.enabled();
        for (Boolean state : enabled.values()) {
            on += state ? 1 : 0;
        }
        return counted(transformer.wovenMethods(), " tracepoint", "s") + " in "
                + counted(transformer.wovenClasses(), " class", "es") + " woven\n"
                + (transformer.bindingStatus() == null ? "" : transformer.bindingStatus() + '\n')
                + counted(enabled.size(), " event type", "s") + " known, " + on + " on in recordings of the agent\n"
                + (recording == null ? "no recording of the agent\n" : "recording to " + recording.file() + '\n')
                + counted(SharedTrace.emitted(), " event", "s") + " emitted, "
                + counted(SharedTrace.ambiguous(), " span", "s") + " without parent among several open roots\n"
                + (export == null || !export.isActive() ? "no export" : "export: " + export.state());
    }

    private static String counted(long count, String noun, String plural) {
        return count + noun + (count == 1 ? "" : plural);
    }

    private final class EventListener implements Consumer<Collection<IndexedEvent>> {

        @Override
        public void accept(Collection<IndexedEvent> events) {
            settings.add(events);
        }
    }
}
