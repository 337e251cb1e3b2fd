package dev.tracebridge.agent.interop;

import dev.tracebridge.agent.AgentLog;
import dev.tracebridge.agent.SharedTrace;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Joins us with OpenTelemetry, in either direction by pull: its current span is asked for where a span of ours has no parent, and where it has no
 * current span it sees the innermost of ours, when it asks. So the thread that hits a tracepoint does nothing for it.
 *
 * <p>There may be several copies of its API: the application's, those of child-first loaders, and the relocated one of OpenTelemetry's Java agent,
 * which then stands behind all others. A copy that comes to be used after us gets a wrapper for its context storage, as its API offers; one that is in
 * use already has its {@code Context.current()} woven.
 *
 * <p><b>Assumptions:</b> a copy is known by the class that makes its context storage. <b>Guarantees:</b> loads and initializes nothing of a copy that
 * is not used; keeps no loader alive. <b>Progress:</b> asking takes no lock.
 */
public final class OpenTelemetryCopies implements ClassFileTransformer, Supplier<long[]> {

    private static final String RELOCATED = "io.opentelemetry.javaagent.shaded.";
    private static final String STORAGE_MAKER = "io.opentelemetry.context.LazyStorage";
    private static final String STORAGE_MAKER_FILE = STORAGE_MAKER.replace('.', '/');
    private static final String RELOCATED_MAKER_FILE = (RELOCATED + STORAGE_MAKER).replace('.', '/');

    private final Instrumentation instrumentation;
    private final ClassLoader own = OpenTelemetryCopies.class.getClassLoader();
    // Each is held by the copy itself, in its storage or its woven class.
    private final List<WeakReference<OpenTelemetryApi>> copies = new CopyOnWriteArrayList<>();
    private volatile boolean agentKnown;

    private OpenTelemetryCopies(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /**
     * Joins what copies there are and will be.
     *
     * @param instrumentation the JVM's handle for this agent
     * @param attached whether the application was running already
     */
    public static void join(Instrumentation instrumentation, boolean attached) {
        OpenTelemetryCopies copies = new OpenTelemetryCopies(instrumentation);
        instrumentation.addTransformer(copies);
        SharedTrace.otherParent(copies);
        copies.findAgent();
        if (attached && !copies.agentKnown) {
            for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
                if (loaded.getName().equals(STORAGE_MAKER)) {
                    copies.joinUsed(loaded.getClassLoader(), "");
                }
            }
        }
    }

    /** OpenTelemetry's agent has its API on the bootstrap path. */
    private void findAgent() {
        try {
            Class.forName(RELOCATED + STORAGE_MAKER, false, null);
        } catch (ClassNotFoundException | LinkageError none) {
            return;
        }
        if (!agentKnown) {
            joinUsed(null, RELOCATED);
        }
    }

    @Override
    public byte[] transform(
            Module module,
            ClassLoader loader,
            String className,
            Class<?> redefined,
            ProtectionDomain domain,
            byte[] classFile) {
        if (className == null || redefined != null) {
            return null;
        }
        if (className.equals(RELOCATED_MAKER_FILE)) {
            joinUnused(loader, RELOCATED);
        } else if (className.equals(STORAGE_MAKER_FILE)) {
            joinUnused(loader, "");
        }
        return null;
    }

    /** A copy that is about to make its context storage. */
    private void joinUnused(ClassLoader loader, String prefix) {
        if (loader == own || agentKnown) {
            return;
        }
        try {
            OpenTelemetryApi api = new OpenTelemetryApi(loader, prefix);
            api.wrapStorage();
            add(api, prefix);
            AgentLog.debug("OpenTelemetry's API in " + name(loader) + " is joined with our spans");
        } catch (ReflectiveOperationException | LinkageError | RuntimeException unknownVersion) {
            AgentLog.warn(
                    "OpenTelemetry's API in " + name(loader) + " is not joined with our spans: " + unknownVersion);
        }
    }

    /** A copy that has its context storage. */
    private void joinUsed(ClassLoader loader, String prefix) {
        if (loader == own) {
            return;
        }
        OpenTelemetryApi api;
        try {
            api = new OpenTelemetryApi(loader, prefix);
        } catch (ReflectiveOperationException | LinkageError | RuntimeException unknownVersion) {
            AgentLog.warn(
                    "OpenTelemetry's API in " + name(loader) + " is not joined with our spans: " + unknownVersion);
            return;
        }
        add(api, prefix);
        try {
            CurrentContext.weave(api, instrumentation);
            AgentLog.debug("OpenTelemetry's API in " + name(loader) + ", which was in use, is joined with our spans");
        } catch (Exception | LinkageError unwoven) {
            AgentLog.warn("OpenTelemetry's API in " + name(loader) + " does not see our spans: " + unwoven);
        }
    }

    private void add(OpenTelemetryApi api, String prefix) {
        copies.add(new WeakReference<>(api));
        if (prefix.equals(RELOCATED)) {
            agentKnown = true;
        }
    }

    private static String name(ClassLoader loader) {
        return loader == null ? "OpenTelemetry's Java agent" : loader.toString();
    }

    /** The current span of the first copy that has one. */
    @Override
    public long[] get() {
        for (WeakReference<OpenTelemetryApi> copy : copies) {
            OpenTelemetryApi api = copy.get();
            if (api == null) {
                copies.remove(copy);
                continue;
            }
            long[] current = api.current();
            if (current != null) {
                return current;
            }
        }
        return null;
    }
}
