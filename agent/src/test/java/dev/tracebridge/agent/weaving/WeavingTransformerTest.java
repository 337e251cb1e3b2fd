package dev.tracebridge.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WeavingTransformerTest {

    private static final String INDEX = """
            tracebridge-index\t1
            event\ttest.work\t%s\tinstant\tenabled\twork
            class\t%s
            method\tinstant\twork\t(I)I\t%s\tparam:0:I
            """.formatted(Woven.SINK, Application.class.getName(), Woven.SINK);

    private final List<Class<?>> loadedClasses = new CopyOnWriteArrayList<>();
    private final List<Class<?>> retransformed = new CopyOnWriteArrayList<>();
    private final CountDownLatch retransformation = new CountDownLatch(1);
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final WeavingTransformer transformer = new WeavingTransformer(instrumentation(), this::known);

    static class Application {
        int work(int value) {
            return value;
        }
    }

    static class Bystander {
        int work(int value) {
            return value;
        }
    }

    @BeforeEach
    void start() {
        SinkEvent.reset();
        transformer.start();
    }

    private void known(Collection<IndexedEvent> found) {
        found.forEach(event -> events.add(event.name()));
    }

    private Instrumentation instrumentation() {
        return (Instrumentation) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Instrumentation.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "getAllLoadedClasses":
                            return loadedClasses.toArray(Class<?>[]::new);
                        case "retransformClasses":
                            retransformed.addAll(List.of((Class<?>[]) arguments[0]));
                            retransformation.countDown();
                            return null;
                        default:
                            return null;
                    }
                });
    }

    /** A loader whose resources come from memory, through an URL handler of its own, as with jars inside jars. */
    static class IndexedLoader extends ClassLoader {

        final AtomicInteger lookups = new AtomicInteger();
        private final String index;

        IndexedLoader(String index) {
            super(WeavingTransformerTest.class.getClassLoader());
            this.index = index;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            lookups.incrementAndGet();
            if (!name.equals(IndexReader.RESOURCE) || index == null) {
                return Collections.emptyEnumeration();
            }
            return Collections.enumeration(List.of(url(), url()));
        }

        private URL url() throws IOException {
            return new URL("nested", null, -1, "outer.jar!/inner.jar!/" + IndexReader.RESOURCE, new URLStreamHandler() {
                @Override
                protected URLConnection openConnection(URL url) {
                    return new URLConnection(url) {
                        @Override
                        public void connect() {}

                        @Override
                        public InputStream getInputStream() {
                            return new ByteArrayInputStream(index.getBytes(StandardCharsets.UTF_8));
                        }
                    };
                }
            });
        }
    }

    private byte[] transform(ClassLoader loader, Class<?> type) {
        return transformer.transform(null, loader, type.getName().replace('.', '/'), null, null, Woven.classFile(type));
    }

    @Test
    void classInTheIndexIsWovenWithIndexesFromNestedJars() throws Throwable {
        byte[] woven = transform(new IndexedLoader(INDEX), Application.class);
        assertThat(woven).isNotNull();
        assertThat(events).endsWith("test.work");
        Woven.of(Application.class.getName(), woven).call("work", 3);
        assertThat(SinkEvent.calls()).containsExactly("emit int 3");
        assertThat(transformer.wovenClasses()).isEqualTo(1);
        assertThat(transformer.wovenMethods()).isEqualTo(1);
    }

    @Test
    void everyOtherClassIsAnsweredWithNull() {
        IndexedLoader loader = new IndexedLoader(INDEX);
        List<byte[]> answers = new ArrayList<>();
        for (Class<?> type : List.of(Bystander.class, SinkEvent.class, Woven.class, getClass(), Application.class)) {
            answers.add(transform(loader, type));
        }
        answers.add(transform(null, Application.class));
        answers.add(transform(ClassLoader.getPlatformClassLoader(), Application.class));
        answers.add(transform(new IndexedLoader(null), Application.class));
        assertThat(answers).hasSize(8).filteredOn(answer -> answer != null).hasSize(1);
        assertThat(transformer.wovenClasses()).isEqualTo(1);
    }

    @Test
    void indexIsReadOncePerLoader() {
        IndexedLoader loader = new IndexedLoader(INDEX);
        for (int i = 0; i < 10; i++) {
            transform(loader, Bystander.class);
            transform(loader, Application.class);
        }
        assertThat(loader.lookups).hasValue(1);
    }

    @Test
    void brokenIndexLeavesClassesAlone() {
        assertThat(transform(new IndexedLoader("nonsense"), Application.class)).isNull();
    }

    @Test
    void brokenClassFileIsLeftAlone() {
        byte[] answer = transformer.transform(
                null, new IndexedLoader(INDEX), Application.class.getName().replace('.', '/'), null, null, new byte[] {
                    1, 2, 3
                });
        assertThat(answer).isNull();
    }

    @Test
    void loaderThatThrowsIsLeftAlone() {
        ClassLoader hostile = new IndexedLoader(INDEX) {
            @Override
            public Enumeration<URL> getResources(String name) {
                throw new IllegalStateException("no resources here");
            }

            @Override
            public int hashCode() {
                throw new IllegalStateException("no hash code here");
            }

            @Override
            public boolean equals(Object other) {
                throw new IllegalStateException("not comparable");
            }
        };
        assertThat(transform(hostile, Application.class)).isNull();
    }

    /** The thread that loads a class holds a lock that its loader needs to find resources. */
    @Test
    void classThatIsLoadedBeforeItsIndexCanBeReadIsRetransformed() throws Exception {
        Object lock = new Object();
        LockingLoader otherLoader = new LockingLoader(new Object());
        LockingLoader loader = new LockingLoader(lock);
        byte[] answer;
        long start = System.nanoTime();
        synchronized (lock) {
            answer = transform(loader, Application.class);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertThat(answer).isNull();
        assertThat(millis).isBetween(LoaderIndex.WAIT_MILLIS - 20, LoaderIndex.WAIT_MILLIS + 5000);
        Class<?> loaded = loader.define();
        loadedClasses.add(otherLoader.define());
        loadedClasses.add(loaded);
        assertThat(retransformation.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(retransformed).containsExactly(loaded);
    }

    static final class LockingLoader extends IndexedLoader {

        private final Object lock;

        LockingLoader(Object lock) {
            super(INDEX);
            this.lock = lock;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            synchronized (lock) {
                return super.getResources(name);
            }
        }

        Class<?> define() {
            byte[] bytes = Woven.classFile(Application.class);
            return defineClass(Application.class.getName(), bytes, 0, bytes.length);
        }
    }

    @Test
    void classesLoadedAlreadyAreRetransformed() {
        LockingLoader loader = new LockingLoader(new Object());
        Class<?> loaded = loader.define();
        loadedClasses.addAll(List.of(loaded, Bystander.class, String.class, int[].class));
        transformer.weaveLoaded(true);
        assertThat(retransformed).containsExactly(loaded);
    }

    @Test
    void loaderIsNotKeptAlive() throws Exception {
        WeakReference<ClassLoader> loader = useLoader();
        for (int i = 0; i < 200 && loader.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(loader.get()).isNull();
    }

    private WeakReference<ClassLoader> useLoader() {
        ClassLoader loader = new IndexedLoader(INDEX);
        assertThat(transform(loader, Application.class)).isNotNull();
        return new WeakReference<>(loader);
    }
}
