package dev.tracebridge.agent.weaving;

import dev.tracebridge.agent.AgentLog;
import dev.tracebridge.catalogue.Bindings;
import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.net.URL;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import net.bytebuddy.dynamic.ClassFileLocator;

/**
 * Weaves the classes that the index of their loader names and answers {@code null} for all others.
 *
 * <p>The index of the system class loader is read before the application starts. That of any other loader is read by a thread of ours when the
 * loader's first class arrives, never by the thread that loads the class; see {@link LoaderIndex} for how long that thread waits.
 *
 * <p><b>Guarantees:</b> no exception leaves {@link #transform}; a class that cannot be woven is left as it is; no class loader is kept alive.
 * <b>Progress:</b> looking up a class takes no lock once its loader's index is known.
 */
public final class WeavingTransformer implements ClassFileTransformer {

    /** How long a class that was missed may take from its transformation to being loaded. */
    private static final long OVERLOOKED_MILLIS = 2000;

    private final Instrumentation instrumentation;
    private final Consumer<Collection<IndexedEvent>> knownEvents;
    private final LoaderIndexes indexes = new LoaderIndexes();
    private final LinkedBlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final Thread reader;
    private final ClassLoader own = WeavingTransformer.class.getClassLoader();
    private final ClassLoader platform = ClassLoader.getPlatformClassLoader();
    private final PreparedClasses prepared = new PreparedClasses();
    private final AtomicInteger wovenClasses = new AtomicInteger();
    private final AtomicInteger wovenMethods = new AtomicInteger();
    private volatile MethodBindings bindings = MethodBindings.NONE;
    private Thread preload;

    /**
     * Makes a transformer that is not yet registered.
     *
     * @param instrumentation the JVM's handle for this agent
     * @param knownEvents told of the event types of each index that is read, before any class of its loader is woven
     */
    public WeavingTransformer(Instrumentation instrumentation, Consumer<Collection<IndexedEvent>> knownEvents) {
        this.instrumentation = instrumentation;
        this.knownEvents = knownEvents;
        this.reader = AgentThread.of("tracebridge-index", this::readRequests);
    }

    /** Reads the system class loader's index and starts weaving. */
    public void start() {
        start(null, null);
    }

    /**
     * Reads the system class loader's index and starts weaving, bound methods too.
     *
     * @param bound the bindings, whose events are those of the system class loader; null for none
     * @param problems told of each binding without tracepoint; used only with bindings
     */
    public void start(Bindings bound, Consumer<String> problems) {
        reader.start();
        ClassLoader system = ClassLoader.getSystemClassLoader();
        LoaderIndex index = new LoaderIndex();
        ClassIndex read = read(system);
        index.complete(read);
        indexes.putIfAbsent(system, index);
        if (!read.isEmpty() || bound != null) {
            preload = WeaverPreload.start(read, system, prepared);
        }
        if (bound != null) {
            bindings = MethodBindings.of(bound, EmbeddedCatalogue.of(read, system, problems), problems);
        }
        instrumentation.addTransformer(this, true);
    }

    /**
     * Has the event classes of the system class loader made ready by a thread of its own, a while after what weaves is. To be called while something records: each
     * class takes Flight Recorder some milliseconds then, which the first hit of its tracepoint need not wait for.
     */
    public void prepareEvents() {
        ClassLoader system = ClassLoader.getSystemClassLoader();
        if (preload != null) {
            EventPreload.start(indexes.get(system).index().events(), system, preload, EventPreload.PAUSE);
        }
    }

    /**
     * Weaves what is loaded already.
     *
     * @param otherLoaders whether loaders other than the system class loader may have classes of the application
     */
    public void weaveLoaded(boolean otherLoaders) {
        ClassLoader system = ClassLoader.getSystemClassLoader();
        if (!otherLoaders && indexes.get(system).index().isEmpty() && bindings.isEmpty()) {
            return;
        }
        List<Class<?>> found = new ArrayList<>();
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            ClassLoader loader = loaded.getClassLoader();
            if (!isIgnored(loader) && !loaded.isArray() && !loaded.isHidden()) {
                String name = loaded.getName().replace('.', '/');
                if (bindings.names(name)
                        || !indexOf(loader).methodsOf(name, true).isEmpty()) {
                    found.add(loaded);
                }
            }
        }
        retransform(found);
    }

    /** How many classes have been woven. */
    public int wovenClasses() {
        return wovenClasses.get();
    }

    /** How many tracepoints have been woven into them. */
    public int wovenMethods() {
        return wovenMethods.get();
    }

    @Override
    public byte[] transform(
            Module module,
            ClassLoader loader,
            String className,
            Class<?> redefined,
            ProtectionDomain domain,
            byte[] classFile) {
        if (className == null || isIgnored(loader)) {
            return null;
        }
        try {
            List<TracepointMethod> methods = indexOf(loader).methodsOf(className, Thread.currentThread() != reader);
            if (bindings.names(className)) {
                methods = bindings.join(methods, className, classFile);
                letRead(module, loader, className);
                return methods.isEmpty() ? null : weave(loader, className, classFile, methods);
            }
            if (methods.isEmpty()) {
                return null;
            }
            WovenClass ahead =
                    loader == ClassLoader.getSystemClassLoader() ? prepared.take(className, classFile) : null;
            return ahead == null ? weave(loader, className, classFile, methods) : woven(className, ahead);
        } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError broken) {
            AgentLog.error("could not weave " + className.replace('/', '.'), broken);
            return null;
        }
    }

    /** How many bindings are woven and which are not, in one line; null without bindings. */
    public String bindingStatus() {
        return bindings == MethodBindings.NONE ? null : bindings.status();
    }

    /** Code that is bound knows nothing of the events on the class path, so its module is told, and its loader looked at. */
    private void letRead(Module module, ClassLoader loader, String className) {
        ClassLoader system = ClassLoader.getSystemClassLoader();
        Module events = system.getUnnamedModule();
        if (module != null && module.isNamed() && !module.canRead(events)) {
            instrumentation.redefineModule(module, Set.of(events), Map.of(), Map.of(), Set.of(), Map.of());
        }
        ClassLoader above = loader;
        while (above != null && above != system) {
            above = above.getParent();
        }
        if (above == null) {
            AgentLog.warn(
                    "the loader of " + className.replace('/', '.')
                            + " is not below the system class loader; if it does not see the event classes, nothing is emitted");
        }
    }

    private boolean isIgnored(ClassLoader loader) {
        return loader == null
                || loader == own
                || loader == platform
                // One for each reflective call on JDK 17.
                || loader.getClass().getName().equals("jdk.internal.reflect.DelegatingClassLoader");
    }

    private LoaderIndex indexOf(ClassLoader loader) {
        LoaderIndex known = indexes.get(loader);
        if (known != null) {
            return known;
        }
        LoaderIndex index = new LoaderIndex();
        LoaderIndex first = indexes.putIfAbsent(loader, index);
        if (first != null) {
            return first;
        }
        requests.add(new Request(loader, index));
        return index;
    }

    private byte[] weave(ClassLoader loader, String className, byte[] classFile, List<TracepointMethod> methods) {
        String name = className.replace('/', '.');
        return woven(className, Weaver.weave(name, classFile, ClassFileLocator.ForClassLoader.of(loader), methods));
    }

    private byte[] woven(String className, WovenClass woven) {
        String name = className.replace('/', '.');
        for (Map.Entry<TracepointMethod, String> failed : woven.failed().entrySet()) {
            AgentLog.error("could not weave " + name + '.' + failed.getKey() + ": " + failed.getValue());
        }
        if (woven.classFile() != null) {
            wovenClasses.incrementAndGet();
            wovenMethods.addAndGet(woven.wovenMethods());
            AgentLog.debug("wove " + woven.wovenMethods() + " tracepoints into " + name);
        }
        return woven.classFile();
    }

    private ClassIndex read(ClassLoader loader) {
        ClassIndex index = new ClassIndex();
        try {
            Enumeration<URL> resources = loader.getResources(IndexReader.RESOURCE);
            Set<String> seen = new HashSet<>();
            while (resources.hasMoreElements()) {
                URL resource = resources.nextElement();
                // Not a set of URLs, which would ask the network whether two hosts are the same.
                if (seen.add(resource.toExternalForm())) {
                    readOne(resource, index);
                }
            }
        } catch (IOException | RuntimeException | LinkageError broken) {
            AgentLog.error(
                    "could not look for " + IndexReader.RESOURCE + " in "
                            + loader.getClass().getName(),
                    broken);
        }
        if (index.isEmpty()) {
            return ClassIndex.EMPTY;
        }
        knownEvents.accept(index.events());
        return index;
    }

    private static void readOne(URL url, ClassIndex into) {
        try {
            into.addAll(IndexReader.read(url));
        } catch (IndexException broken) {
            AgentLog.error("nothing of this index is woven: " + broken.getMessage());
        } catch (IOException | RuntimeException | LinkageError unreadable) {
            AgentLog.error("nothing of this index is woven: " + url, unreadable);
        }
    }

    private void readRequests() {
        while (true) {
            try {
                serve(requests.take());
            } catch (InterruptedException notFromUs) {
                // Nobody has a reason to interrupt this thread; stopping would leave later loaders without tracepoints.
            } catch (RuntimeException | LinkageError broken) {
                AgentLog.error("could not weave classes that were loaded early", broken);
            }
        }
    }

    // A method of its own, so that no local variable holds the loader while the thread waits for the next one.
    private void serve(Request request) throws InterruptedException {
        List<String> overlooked = request.index.complete(read(request.loader));
        if (!overlooked.isEmpty()) {
            weaveOverlooked(request.loader, overlooked);
        }
    }

    /** A class is not in the JVM's list until the loading thread, which has left the transformation, has defined it. */
    private void weaveOverlooked(ClassLoader loader, List<String> names) throws InterruptedException {
        List<String> left = new ArrayList<>(names);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(OVERLOOKED_MILLIS);
        for (long pause = 1; !left.isEmpty() && System.nanoTime() < deadline; pause = Math.min(pause * 2, 100)) {
            List<Class<?>> found = new ArrayList<>();
            for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
                if (loaded.getClassLoader() == loader
                        && left.remove(loaded.getName().replace('.', '/'))) {
                    found.add(loaded);
                }
            }
            retransform(found);
            if (!left.isEmpty()) {
                Thread.sleep(pause);
            }
        }
    }

    private void retransform(List<Class<?>> classes) {
        for (Class<?> loaded : classes) {
            try {
                instrumentation.retransformClasses(loaded);
            } catch (UnmodifiableClassException | RuntimeException | LinkageError | InternalError refused) {
                AgentLog.error("the JVM does not let " + loaded.getName() + " be woven after it was loaded", refused);
            }
        }
    }

    private record Request(ClassLoader loader, LoaderIndex index) {}
}
