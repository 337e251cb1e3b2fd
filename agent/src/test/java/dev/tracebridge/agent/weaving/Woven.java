package dev.tracebridge.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.bytebuddy.dynamic.ClassFileLocator;

/**
 * A class of the tests, woven and loaded by a loader of its own, which the JVM's verifier checks.
 */
final class Woven {

    static final String SINK = SinkEvent.class.getName();

    private final Class<?> type;
    private final WovenClass result;

    private Woven(Class<?> type, WovenClass result) {
        this.type = type;
        this.result = result;
    }

    /**
     * Weaves all of the methods, or fails.
     *
     * @param original the class
     * @param methods lines of an index without the word {@code method}, with a space for each TAB and {@code SINK} for the event class
     */
    static Woven of(Class<?> original, String... methods) {
        Woven woven = asFarAsPossible(original, methods);
        assertThat(woven.result.failed()).isEmpty();
        return woven;
    }

    static Woven asFarAsPossible(Class<?> original, String... methods) {
        return of(original.getName(), classFile(original), methods);
    }

    static Woven of(String className, byte[] classFile, String... methods) {
        WovenClass result =
                Weaver.weave(className, classFile, ClassFileLocator.NoOp.INSTANCE, methods(className, methods));
        byte[] woven = result.classFile() == null ? classFile : result.classFile();
        return new Woven(new OneClassLoader(Map.of(className, woven)).define(className), result);
    }

    static List<TracepointMethod> methods(String className, String... methods) {
        StringBuilder text = new StringBuilder("tracebridge-index\t1\nclass\t" + className + '\n');
        for (String method : methods) {
            text.append("method\t")
                    .append(method.replace("SINK", SINK).replace(' ', '\t'))
                    .append('\n');
        }
        try {
            return IndexReader.parse("test", text.toString()).methodsOf(className.replace('.', '/'));
        } catch (IndexException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] classFile(Class<?> type) {
        try (InputStream in = type.getResourceAsStream('/' + type.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Class<?> type() {
        return type;
    }

    WovenClass result() {
        return result;
    }

    /** Makes an instance with the only constructor. */
    Object create(Object... arguments) throws Throwable {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Calls a method of a fresh instance, or a static one. */
    Object call(String name, Object... arguments) throws Throwable {
        Method method = Arrays.stream(type.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        boolean isStatic = java.lang.reflect.Modifier.isStatic(method.getModifiers());
        return callOn(isStatic ? null : create(), name, arguments);
    }

    Object callOn(Object receiver, String name, Object... arguments) throws Throwable {
        List<Method> candidates = new ArrayList<>(List.of(type.getDeclaredMethods()));
        candidates.removeIf(candidate -> !candidate.getName().equals(name)
                || candidate.getParameterCount() != arguments.length
                || candidate.isBridge());
        Method method = candidates.get(0);
        method.setAccessible(true);
        try {
            return method.invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Defines the classes it was given and those nested in the same class, and leaves all others to the loader of the tests. */
    static final class OneClassLoader extends ClassLoader {

        private final Map<String, byte[]> classFiles;

        OneClassLoader(Map<String, byte[]> classFiles) {
            super(Woven.class.getClassLoader());
            this.classFiles = classFiles;
        }

        Class<?> define(String name) {
            try {
                return Class.forName(name, true, this);
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }

        private boolean isOwn(String name) {
            String family = outermost(name);
            return classFiles.keySet().stream()
                    .anyMatch(given -> outermost(given).equals(family));
        }

        private static String outermost(String name) {
            int dollar = name.indexOf('$');
            return dollar < 0 ? name : name.substring(0, dollar);
        }

        private Class<?> define(String name, byte[] given) throws ClassNotFoundException {
            byte[] classFile = given == null ? classFile(Class.forName(name, false, getParent())) : given;
            return defineClass(name, classFile, 0, classFile.length);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!isOwn(name)) {
                    return super.loadClass(name, resolve);
                }
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name, classFiles.get(name)) : loaded;
            }
        }
    }
}
