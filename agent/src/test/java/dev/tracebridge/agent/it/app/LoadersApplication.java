package dev.tracebridge.agent.it.app;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** Runs {@link Work} in several loaders, one inside the other; arguments are the class path elements and a jar with a jar inside. */
public final class LoadersApplication {

    private LoadersApplication() {}

    public static void main(String[] arguments) throws Exception {
        URL[] elements = {
            Path.of(arguments[0]).toUri().toURL(), Path.of(arguments[1]).toUri().toURL()
        };
        Supplier<Integer> nested = section(new NestedJarLoader(arguments[2]), "nested jar", () -> 1);
        Supplier<Integer> second = section(new ChildFirstLoader(elements), "second copy", nested);
        Supplier<Integer> first = section(new ChildFirstLoader(elements), "first copy", second);
        System.out.println("result " + Work.section("system loader", first));
        System.out.println("unloaded " + isUnloaded(elements));
    }

    private static Supplier<Integer> section(ClassLoader loader, String id, Supplier<Integer> body) throws Exception {
        Class<?> work = loader.loadClass(Work.class.getName());
        if (work.getClassLoader() != loader) {
            throw new IllegalStateException(work + " is not of " + loader);
        }
        return () -> {
            try {
                return (int)
                        work.getMethod("section", String.class, Supplier.class).invoke(null, id, body);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private static boolean isUnloaded(URL[] elements) throws Exception {
        WeakReference<ClassLoader> loader = useAndForget(elements);
        for (int i = 0; i < 200 && loader.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        return loader.get() == null;
    }

    private static WeakReference<ClassLoader> useAndForget(URL[] elements) throws Exception {
        ChildFirstLoader loader = new ChildFirstLoader(elements);
        section(loader, "forgotten", () -> 1).get();
        Class<?> work = loader.loadClass(Work.class.getName());
        work.getMethod("state", String.class, String.class).invoke(null, "forgotten", "setup");
        work.getMethod("state", String.class, String.class).invoke(null, "forgotten", "completed");
        loader.close();
        return new WeakReference<>(loader);
    }

    /** As in an application server: what the loader has itself comes before what its parent has. */
    static final class ChildFirstLoader extends URLClassLoader {

        ChildFirstLoader(URL[] elements) {
            super(elements, LoadersApplication.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return name.startsWith("dev.tracebridge.") ? findClass(name) : super.loadClass(name, resolve);
            }
        }
    }

    /** As in an executable jar: classes come from jars inside a jar, and URLs need a handler of the loader's own. */
    static final class NestedJarLoader extends ClassLoader {

        private final Map<String, byte[]> entries = new HashMap<>();

        NestedJarLoader(String outer) throws IOException {
            super(ClassLoader.getPlatformClassLoader());
            try (ZipFile jar = new ZipFile(outer)) {
                for (ZipEntry inner : Collections.list(jar.entries())) {
                    try (ZipInputStream in = new ZipInputStream(jar.getInputStream(inner))) {
                        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                            ByteArrayOutputStream out = new ByteArrayOutputStream();
                            in.transferTo(out);
                            entries.put(entry.getName(), out.toByteArray());
                        }
                    }
                }
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = entries.get(name.replace('.', '/') + ".class");
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        protected URL findResource(String name) {
            byte[] bytes = entries.get(name);
            try {
                return bytes == null ? null : new URL("nested", null, -1, "/" + name, new MemoryHandler(bytes));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected Enumeration<URL> findResources(String name) {
            URL found = findResource(name);
            return Collections.enumeration(found == null ? List.of() : List.of(found));
        }
    }

    private static final class MemoryHandler extends URLStreamHandler {

        private final byte[] bytes;

        MemoryHandler(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(bytes);
                }
            };
        }
    }
}
