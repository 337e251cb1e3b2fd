package dev.tracebridge.agent;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.CodeSource;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Loads what lies under {@code inst/} in the agent's jar: classes named {@code *.classdata}, so that no scanner of class paths takes them for
 * classes, and resources under their own names, so that services are found.
 *
 * <p>Its own classes come first; it sees the JDK and the few classes of the agent on the system class path, and nothing of the application. The
 * application sees nothing of it. Safe for use by many threads; classes are loaded in parallel.
 */
final class IsolatedLoader extends ClassLoader {

    private static final String FOLDER = "inst/";
    private static final String SHARED_PACKAGE = "dev.tracebridge.agent.";

    static {
        registerAsParallelCapable();
    }

    private final JarFile jar;
    private final String urlPrefix;

    private IsolatedLoader(File file) throws IOException {
        super("tracebridge", ClassLoader.getPlatformClassLoader());
        // Verifying signatures is slow, and whoever can change this jar can change the code that would verify it.
        this.jar = new JarFile(file, false);
        this.urlPrefix = "jar:" + file.toURI() + "!/" + FOLDER;
    }

    /**
     * Opens the jar this class was loaded from.
     *
     * @return the loader
     * @throws IOException if this class does not come from the agent's jar, or the jar cannot be read
     */
    static IsolatedLoader open() throws IOException {
        return new IsolatedLoader(ownJar());
    }

    /**
     * The jar this class was loaded from.
     *
     * @return a file
     * @throws IOException if this class does not come from a file
     */
    static File ownJar() throws IOException {
        CodeSource source = IsolatedLoader.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            throw new IOException("the agent's classes do not come from tracebridge.jar");
        }
        try {
            File file = new File(source.getLocation().toURI());
            if (!file.isFile()) {
                throw new IOException("the agent's classes come from " + file + ", not from tracebridge.jar");
            }
            return file;
        } catch (URISyntaxException | IllegalArgumentException notAFile) {
            throw new IOException(
                    "the agent's classes come from " + source.getLocation() + ", not from a file", notAFile);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(SHARED_PACKAGE) && name.indexOf('.', SHARED_PACKAGE.length()) < 0) {
            return Class.forName(name, false, IsolatedLoader.class.getClassLoader());
        }
        if (name.startsWith("java.") || name.startsWith("jdk.")) {
            return loadFromJdk(name);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                JarEntry entry = jar.getJarEntry(FOLDER + name.replace('.', '/') + ".classdata");
                loaded = entry == null ? loadFromJdk(name) : define(name, entry);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    private Class<?> define(String name, JarEntry entry) throws ClassNotFoundException {
        // Read at once: of a stream whose length it does not know, the JDK first reads 16 KB, several times what a
        // class takes.
        byte[] bytes = new byte[(int) entry.getSize()];
        try (InputStream in = jar.getInputStream(entry)) {
            if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                throw new EOFException(jar.getName() + " is cut off");
            }
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    /** Some modules of the JDK, jdk.attach and jdk.compiler among them, belong to the system class loader. */
    private Class<?> loadFromJdk(String name) throws ClassNotFoundException {
        try {
            return getParent().loadClass(name);
        } catch (ClassNotFoundException notOfThePlatform) {
            Class<?> found = ClassLoader.getSystemClassLoader().loadClass(name);
            String module = found.getModule().getName();
            if (module != null && module.startsWith("jdk.")) {
                return found;
            }
            throw notOfThePlatform;
        }
    }

    @Override
    public URL getResource(String name) {
        URL own = findResource(name);
        return own == null ? getParent().getResource(name) : own;
    }

    @Override
    protected URL findResource(String name) {
        String path = name.endsWith(".class") ? name + "data" : name;
        if (jar.getJarEntry(FOLDER + path) == null) {
            return null;
        }
        try {
            return new URL(urlPrefix + path);
        } catch (MalformedURLException e) {
            return null;
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL own = findResource(name);
        return own == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(own));
    }

    @Override
    public InputStream getResourceAsStream(String name) {
        String path = name.endsWith(".class") ? name + "data" : name;
        JarEntry entry = jar.getJarEntry(FOLDER + path);
        try {
            return entry == null ? getParent().getResourceAsStream(name) : jar.getInputStream(entry);
        } catch (IOException e) {
            return null;
        }
    }
}
