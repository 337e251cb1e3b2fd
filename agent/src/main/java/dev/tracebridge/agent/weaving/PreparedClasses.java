package dev.tracebridge.agent.weaving;

import dev.tracebridge.agent.AgentLog;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import net.bytebuddy.dynamic.ClassFileLocator;

/**
 * Classes of an index that are woven before the application loads them, so that the thread that loads one need not wait for it. No class of the
 * application is loaded for it: what is found under a class's name is woven, and holds good if that is what comes to be loaded.
 *
 * <p><b>Assumptions:</b> one thread weaves ahead; any take. <b>Guarantees:</b> each class is woven ahead at most once, and not any more once it has been
 * asked for; no more than {@value #BYTES_LIMIT} bytes of class files wait. <b>Progress:</b> nobody waits for anybody.
 */
final class PreparedClasses {

    /** Before and after weaving together; QEMU's whole catalogue of migration and the code that hits it take 1 MB. */
    static final int BYTES_LIMIT = 16 << 20;

    private static final Prepared TAKEN = new Prepared(null, null);

    private final ConcurrentMap<String, Prepared> classes = new ConcurrentHashMap<>();

    /**
     * Weaves the classes of the index that nobody has asked for yet.
     *
     * @param index the index
     * @param locator where their class files are
     */
    void weave(ClassIndex index, ClassFileLocator locator) {
        long bytes = 0;
        for (String name : index.classNames()) {
            if (bytes < BYTES_LIMIT && !classes.containsKey(name)) {
                Prepared prepared = prepare(name, index, locator);
                if (prepared != null && classes.putIfAbsent(name, prepared) == null) {
                    bytes += prepared.length();
                }
            }
        }
    }

    private static Prepared prepare(String internalName, ClassIndex index, ClassFileLocator locator) {
        String name = internalName.replace('/', '.');
        try {
            ClassFileLocator.Resolution found = locator.locate(name);
            if (!found.isResolved()) {
                return null;
            }
            byte[] classFile = found.resolve();
            return new Prepared(classFile, Weaver.weave(name, classFile, locator, index.methodsOf(internalName)));
        } catch (IOException | RuntimeException | LinkageError whenLoaded) {
            // It happens again when the class is loaded, if it ever is, and then it is told.
            AgentLog.debug("could not weave " + name + " ahead: " + whenLoaded);
            return null;
        }
    }

    /**
     * What was made of a class ahead. From now on it is not woven ahead any more.
     *
     * @param internalName the class's internal name
     * @param classFile what is being loaded
     * @return null if it has not been woven ahead, or something else was found under its name
     */
    WovenClass take(String internalName, byte[] classFile) {
        Prepared prepared = classes.put(internalName, TAKEN);
        return prepared != null && Arrays.equals(prepared.classFile, classFile) ? prepared.woven : null;
    }

    /** What was found, and what was made of it; nothing is compared or printed, so that no code is generated for it at run time. */
    private record Prepared(byte[] classFile, WovenClass woven) {

        long length() {
            return classFile.length + (woven.classFile() == null ? 0 : woven.classFile().length);
        }
    }
}
