package interop;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@link Interop} in a loader of its own that sees nothing but the JDK and the class path given. */
public final class ApartFromTheClassPath {

    public static void main(String[] arguments) throws Exception {
        List<URL> elements = new ArrayList<>();
        for (String element : arguments[0].split(File.pathSeparator)) {
            elements.add(Path.of(element).toUri().toURL());
        }
        URLClassLoader loader =
                new URLClassLoader(elements.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        loader.loadClass("interop.Interop").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
}
