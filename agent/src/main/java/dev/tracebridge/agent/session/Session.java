package dev.tracebridge.agent.session;

import dev.tracebridge.agent.AgentLog;
import dev.tracebridge.agent.AgentRuntime;
import dev.tracebridge.agent.SharedTrace;
import dev.tracebridge.agent.TracebridgeAgent;
import dev.tracebridge.agent.weaving.IndexedEvent;
import dev.tracebridge.agent.weaving.WeavingTransformer;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The agent in one JVM: weaves, and starts what the options ask for.
 *
 * <p>Written without lambdas and string templates, like everything that runs before {@code main}: the first of each costs the application's start
 * more than the weaving of a class.
 */
public final class Session implements AgentRuntime {

    private static final String THREAD_TRACE = "dev.tracebridge.runtime.ThreadTrace";

    private final EventSettings settings = new EventSettings();
    private WeavingTransformer transformer;

    /** For the agent's entry, by reflection. */
    public Session() {}

    @Override
    public void start(String arguments, Instrumentation instrumentation, boolean attached) {
        Options options = Options.of(arguments, systemProperties(), System.getenv(), new Problems());
        setLogLevel(options);
        if (transformer != null) {
            AgentLog.warn("the agent is running already; its options stay as they are");
            return;
        }
        AgentLog.info("Tracebridge " + TracebridgeAgent.version() + " on Java " + Runtime.version());
        transformer = new WeavingTransformer(instrumentation, new EventListener());
        transformer.start();
        startRecording(options);
        adoptLoadedCopies(instrumentation);
        transformer.weaveLoaded(attached);
        System.setProperty(TracebridgeAgent.STATUS_PROPERTY, status());
    }

    private String status() {
        return counted(transformer.wovenMethods(), " tracepoint", "s") + " in "
                + counted(transformer.wovenClasses(), " class", "es") + " are woven";
    }

    private static String counted(int count, String noun, String plural) {
        return count + noun + (count == 1 ? "" : plural);
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

    private static void setLogLevel(Options options) {
        Optional<String> level = options.value(OptionKey.LOG);
        if (level.isEmpty()) {
            return;
        }
        try {
            AgentLog.level(AgentLog.Level.valueOf(level.get().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            AgentLog.error("option log=" + level.get() + " is ignored; expected off, error, warn, info or debug");
        }
    }

    private void startRecording(Options options) {
        Optional<String> file = options.value(OptionKey.RECORD);
        if (file.isEmpty()) {
            return;
        }
        try {
            OwnRecording recording = OwnRecording.to(file.get());
            settings.bind(recording);
            recording.start();
        } catch (IOException | RuntimeException | LinkageError refused) {
            AgentLog.error("record=" + file.get() + " is ignored", refused);
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

    private static final class Problems implements Consumer<String> {

        @Override
        public void accept(String problem) {
            AgentLog.error(problem);
        }
    }

    private final class EventListener implements Consumer<Collection<IndexedEvent>> {

        @Override
        public void accept(Collection<IndexedEvent> events) {
            settings.add(events);
        }
    }
}
