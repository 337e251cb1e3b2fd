package dev.tracebridge.agent.weaving;

import dev.tracebridge.agent.AgentLog;
import java.io.IOException;
import java.util.List;
import net.bytebuddy.dynamic.ClassFileLocator;

/**
 * Loads what weaving takes, by weaving a class that nobody runs, on a thread of its own: Flight Recorder starts meanwhile, which takes as long, and the
 * application's first woven class need not wait for it. Then weaves the classes of an index ahead.
 */
final class WeaverPreload implements Runnable {

    private static final String EVENT = Sample.class.getName().replace('.', '/');

    private final ClassIndex index;
    private final ClassLoader loader;
    private final PreparedClasses prepared;

    private WeaverPreload(ClassIndex index, ClassLoader loader, PreparedClasses prepared) {
        this.index = index;
        this.loader = loader;
        this.prepared = prepared;
    }

    /**
     * Begins to load; the thread ends by itself.
     *
     * @param index what to weave ahead
     * @param loader where its classes are
     * @param prepared where to put them
     * @return the thread
     */
    static Thread start(ClassIndex index, ClassLoader loader, PreparedClasses prepared) {
        Thread thread = AgentThread.of("tracebridge-preload", new WeaverPreload(index, loader, prepared));
        thread.start();
        return thread;
    }

    @Override
    public void run() {
        try {
            weaveSample();
        } catch (IOException | RuntimeException | LinkageError later) {
            // Whatever it is, the application's first woven class meets it too, and then it is told.
            AgentLog.debug("the weaver could not be loaded early: " + later);
        }
        prepared.weave(index, ClassFileLocator.ForClassLoader.of(loader));
    }

    /**
     * Weaves the sample.
     *
     * @return the woven class
     * @throws IOException if its class file cannot be read
     */
    static WovenClass weaveSample() throws IOException {
        ClassFileLocator locator = ClassFileLocator.ForClassLoader.of(WeaverPreload.class.getClassLoader());
        String name = Sample.class.getName();
        List<BoundArgument> arguments = List.of(new BoundArgument.Parameter(0, "I"));
        return Weaver.weave(
                name,
                locator.locate(name).resolve(),
                locator,
                List.of(
                        new TracepointMethod(true, "span", "(I)I", EVENT, arguments, List.of()),
                        new TracepointMethod(false, "instant", "(I)V", EVENT, arguments, List.of())));
    }

    /** Woven, and neither loaded nor run. */
    static final class Sample {

        private Sample() {}

        static int span(int argument) {
            return argument;
        }

        static void instant(int argument) {
            // The tracepoint is all.
        }
    }
}
